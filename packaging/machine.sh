# Sourced: the system and processor that a library is for, from its own header: linux-x86_64, linux-aarch64, windows-x86_64, windows-i686
machine() {
    case $(od -An -v -tx1 -N20 "$1" | tr -d ' \n') in
        7f454c4602*3e00) echo linux-x86_64 ;;
        7f454c4602*b700) echo linux-aarch64 ;;
        4d5a*) # The machine stands four bytes after the start of the PE header, whose place is at 60.
            case $(od -An -v -tx1 -j$(($(od -An -tu4 -j60 -N4 "$1" | tr -d ' ') + 4)) -N2 "$1" | tr -d ' ') in
                6486) echo windows-x86_64 ;;
                4c01) echo windows-i686 ;;
                *) echo "$1 is for a processor that no package is for" >&2; return 1 ;;
            esac ;;
        *) echo "$1 is for a processor that no package is for" >&2; return 1 ;;
    esac
}
