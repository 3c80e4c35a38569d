"""The child process that sets a PDF: no Django, no secrets, no network, one folder to read from.

Takes `{"template", "fonts", "figures"}` as JSON on standard input, writes the PDF to standard
output. Run with `python -I`. PDF/UA refuses a letter that no shipped font has. `figures`
reaches the template as a string in `sys.inputs`, never as markup.
"""

import json
import resource
import sys
from pathlib import Path

import typst

SECONDS = 50
BYTES = 2 << 30


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    order = json.load(sys.stdin)
    template = Path(order["template"])
    try:
        pdf = typst.compile(
            template,
            root=template.parent,
            font_paths=[order["fonts"]],
            ignore_system_fonts=True,
            sys_inputs={"figures": json.dumps(order["figures"], ensure_ascii=False)},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as wrong:
        sys.exit(str(wrong))
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
