"""What a thief who carries everything away finds: planted words, and every way to look for them."""
