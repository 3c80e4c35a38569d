"""Benchmarks: one module each, with `run(say) -> Result`; `./dev bench` lists them."""
