# Prints what real Julia parses, in the notation of printExpr (src/parser/print-expr.ts).
#   julia parse-compare.jl snippets FILE     each snippet of FILE (separated by lines "----") through Meta.parse
#   julia parse-compare.jl files ROOT OUT    every .jl file below ROOT, one line per top-level expression, into OUT
# Leaves: one output line per tree; a file that Julia rejects gives a line starting with "(error".

function string_text(io, s)
    print(io, '"')
    for c in s
        if c == '"' || c == '\\'
            print(io, '\\', c)
        elseif !isvalid(c) || c < ' ' || '\x7f' <= c < '\ua0'
            for b in codeunits(string(c))
                print(io, "\\x", string(b, base = 16, pad = 2))
            end
        else
            print(io, c)
        end
    end
    print(io, '"')
end

function tree(io, x::Expr)
    print(io, '(', x.head)
    for a in x.args
        print(io, ' ')
        tree(io, a)
    end
    print(io, ')')
end
function tree(io, x::Symbol)
    s = String(x)
    plain = !isempty(s) && !any(c -> isspace(c) || c in "()\"\\", s) && !isdigit(s[1]) && !(s in ("true", "false", "nothing"))
    plain ? print(io, s) : (print(io, "(symbol "); string_text(io, s); print(io, ')'))
end
tree(io, x::QuoteNode) = (print(io, "(quotenode "); tree(io, x.value); print(io, ')'))
tree(io, x::LineNumberNode) = print(io, "(line ", x.line, ')')
tree(io, x::GlobalRef) = print(io, "(globalref ", x.mod, ' ', x.name, ')')
tree(io, x::String) = string_text(io, x)
tree(io, x::Char) = ' ' <= x <= '~' && x != '\\' && x != '\'' ? print(io, '\'', x, '\'') :
    print(io, "'\\u{", !Base.ismalformed(x) ? string(UInt32(x), base = 16) : "bad" * string(reinterpret(UInt32, x), base = 16), "}'")
tree(io, x::Union{Bool,Int64,Float64,Nothing}) = print(io, x)
tree(io, x::Float32) = show(io, x)
tree(io, x::Float16) = print(io, "Float16(", x, ")")
tree(io, x::Union{Integer}) = print(io, '(', typeof(x), ' ', BigInt(x), ')')
tree(io, x) = print(io, "(other ", typeof(x), ')')

function snippets(file)
    for text in split(read(file, String), "\n----\n")
        try
            println(sprint(tree, Meta.parse(String(text), raise = false)))
        catch e
            println("(error ", sprint(show, e), ')')
        end
    end
end

# One output line per top-level expression, preceded by its line number.
function dump_file(out, path, shown)
    println(out, "@file ", shown)
    ex = Base.parse_input_line(read(path, String), filename = shown)
    line = 0
    for a in (ex isa Expr && ex.head === :toplevel ? ex.args : Any[ex])
        if a isa LineNumberNode
            line = a.line
        else
            println(out, line, '\t', sprint(tree, a))
        end
    end
end

function files(root, target)
    open(target, "w") do out
        for (dir, _, names) in walkdir(root), name in sort(names)
            path = joinpath(dir, name)
            endswith(name, ".jl") && isfile(path) && dump_file(out, path, relpath(path, root))
        end
    end
end

ARGS[1] == "snippets" ? snippets(ARGS[2]) : files(ARGS[2], ARGS[3])
