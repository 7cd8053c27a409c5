"""Reads the modules of Visual Basic, which can't be run here: block structure, brackets, quotes, limits, and that each name called is
declared in one of the modules or belongs to the language: basic.py module…
"""

import re
import sys
from pathlib import Path

#: What closes what, and by which first words it is opened.
OPENS = [
    (r"(?:Public |Private )?(?:Static )?(Sub|Function) \w+", r"End \1"),
    (r"(?:Public |Private )?(Type) \w+", r"End \1"),
    (r"(Select) Case ", r"End \1"),
    (r"(With) ", r"End \1"),
    (r"If .* Then$", "End If"),
    (r"#If .* Then$", "#End If"),
    (r"For .*", "Next"),
    (r"Do\b.*", "Loop"),
]
INNER = {"End If": r"ElseIf .* Then$|Else$", "#End If": r"#ElseIf .* Then$|#Else$", "End Select": r"Case "}
#: Of the language, of Windows' libraries behind it, and of Excel's objects (called after a dot, so not among them).
KNOWN = set(
    "Array AscW CByte CLng CStr ChrW Dir Err FreeFile Format Get Hex IsEmpty IsError Len LOF Mid MsgBox Put ReDim Right "
    "Split Str String StrPtr Trim UBound VarPtr VarType".split()
)


def logical(text):
    """Lines without comments and the inside of strings, continued ones joined: [(number, line)]."""
    lines, start = [], 0
    joined = ""
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > 1023:
            yield number, None, "a line of more than 1,023 characters"
        bare = re.sub(r'"(?:[^"]|"")*"', '""', line)
        if bare.count('"') % 2:
            yield number, None, "a string that doesn't end"
        bare = bare.split("'")[0].rstrip()
        start = start or number
        if bare.endswith(" _"):
            joined += bare[:-1]
            continue
        lines.append((start, (joined + bare).strip()))
        joined, start = "", 0
    yield from ((number, line, None) for number, line in lines)


def faults(text, declared):
    stack = []
    if not re.match(r'Attribute VB_Name = "\w+"\n', text):
        yield 1, "no Attribute VB_Name"
    if not re.search(r"^Option Explicit$", text, flags=re.M):
        yield 1, "no Option Explicit"
    for number, line, fault in logical(text):
        if fault:
            yield number, fault
            continue
        if line.count("(") != line.count(")"):
            yield number, "brackets that don't match"
        if stack and line == stack[-1][0]:
            stack.pop()
            continue
        if re.match(r"(End (If|Select|Sub|Function|Type|With)|#End If|Next|Loop)\b", line):
            closes = stack[-1][0] if stack else None
            # `Next i` and `Loop While …` close, too.
            if closes in ("Next", "Loop") and line.startswith(closes):
                stack.pop()
            else:
                yield number, f"{line!r} closes {closes!r}"
            continue
        if re.match(r"(Case |Else(If)?\b|#Else)", line) and not (stack and re.match(INNER.get(stack[-1][0], "$"), line)):
            yield number, f"{line!r} is in no block of its kind"
        for opens, closes in OPENS:
            found = re.match(opens, line)
            if found and not re.match(r"(Public |Private )?Declare ", line):
                stack.append((found.expand(closes), number))
                break
        if "Declare " in line or re.match(r"(Public |Private )?(Sub|Function|Const|Type)\b|Dim |Attribute |\w+(\(\))? As ", line):
            continue
        # Names with brackets behind them, and statements that begin with a name, are called or are arrays.
        called = re.findall(r"(?<![.\w])([A-Za-z]\w*)[$&]?\(", line) + re.findall(r"^([A-Z]\w+) (?![=.(])", line)
        for name in called:
            if name not in KNOWN | declared | KEYWORDS:
                yield number, f"{name} is declared nowhere"
    yield from ((number, f"{closes!r} is missing") for closes, number in stack)


KEYWORDS = set("And Call Case Close Do Else ElseIf Exit For GoTo If Kill Let Loop Next Not On Open Option Or Preserve Private Public ReDim Select Set Wend While With Resume".split())


def declared_in(text):
    names = set(re.findall(r"\b(?:Sub|Function|Const|Type) (\w+)", text))
    for inside in re.findall(r"\((.*)\)", "\n".join(re.findall(r"^.*\b(?:Sub|Function) .*$", text, flags=re.M))):
        names |= set(re.findall(r"(\w+)(?:\(\))? As ", inside))
    for line in re.findall(r"^\s*(?:Dim|Public|Private) .*$", text, flags=re.M):
        names |= set(re.findall(r"(\w+)(?:\([^)]*\))? As ", line))
    return names | set(re.findall(r"^\s+(\w+)\(\) As ", text, flags=re.M))


def main():
    modules = {Path(name): Path(name).read_bytes().decode("ascii").replace("\r\n", "\n") for name in sys.argv[1:]}
    declared = set().union(*map(declared_in, modules.values()))
    found = [f"{path.name}:{number}: {fault}" for path, text in modules.items() for number, fault in faults(text, declared)]
    if found:
        sys.exit("\n".join(found))
    print(f"ok   Visual Basic: {', '.join(path.name for path in modules)} (read, not run)")


if __name__ == "__main__":
    main()
