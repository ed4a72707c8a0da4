# Expressions as Julia source: `show(io, ex)` gives `:(a + b)` or `quote … end`, and `show_unquoted` the text inside.
# Precedence numbers grow with how tightly an operator binds; a call is put in parentheses where its surroundings bind
# tighter.
# The forms beyond calls and assignments are in show-expr-forms.jl.

const operator_levels = (
    ("=", 1), ("+=", 1), ("-=", 1), ("*=", 1), ("/=", 1), ("//=", 1), ("\\=", 1), ("^=", 1), ("÷=", 1), ("%=",
        1), ("<<=", 1), (">>=", 1),
    (">>>=", 1), ("|=", 1), ("&=", 1), ("⊻=", 1), (":=", 1), (".=", 1), (".+=", 1), (".-=", 1), (".*=", 1), ("./=",
        1), (".^=", 1), ("~", 1),
    ("=>", 2), ("?", 3), ("-->", 4), ("→", 4), ("←", 4), ("↔", 4), ("⟶", 4), ("||", 5), ("&&", 6),
    (">", 7), ("<", 7), (">=", 7), ("≥", 7), ("<=", 7), ("≤", 7), ("==", 7), ("===", 7), ("≡", 7), ("!=", 7), ("≠",
        7), ("!==", 7), ("≢", 7),
    ("∈", 7), ("∉", 7), ("∋", 7), ("∌", 7), ("⊆", 7), ("⊈", 7), ("⊂", 7), ("⊄", 7), ("⊊", 7), ("≈", 7), ("≉", 7), ("∼",
        7), ("in", 7), ("isa", 7), ("<:", 7), (">:", 7), ("⊇", 7), ("⊃", 7),
    ("<|", 8), ("|>", 9), (":", 10), ("..", 10), ("…", 10), ("+", 11), ("-", 11), ("|", 11), ("⊕", 11), ("⊖", 11), ("⊞",
        11), ("∪", 11), ("∨", 11), ("⊻", 11), ("±", 11), ("∓", 11), ("++", 11), ("⊔", 11), ("⊽", 11),
    ("*", 12), ("/", 12), ("÷", 12), ("%", 12), ("&", 12), ("⋅", 12), ("∘", 12), ("×", 12), ("\\", 12), ("∩", 12), ("∧",
        12), ("⊗", 12), ("⊘", 12), ("⊙", 12), ("⊓", 12), ("∗", 12), ("⊼", 12), ("⋆", 12),
    ("//", 13), ("<<", 14), (">>", 14), (">>>", 14), ("^", 15), ("↑", 15), ("↓", 15), ("::", 16), (".", 17))

"""
    Base.operator_precedence(op::Symbol) -> Int

How tightly a binary operator binds; 0 for a name that is none.
"""
function operator_precedence(op::Symbol)
    s = symbol_to_string(op)
    n = string_length(s)
    n > 1 && string_byte(s, 1) == 0x2e && s != ".." && (s = string_sub(s, 2, n - 1))
    for (name, level) in operator_levels
        name == s && return level
    end
    return 0
end
is_operator_name(s::String) = operator_precedence(Symbol(s)) > 0 && !(s in ("in", "isa", "?")) && s != "." ||
    s in ("!", "√", "∛", "∜", "¬", "~", "'", "\$", "...")
isoperator(s::Symbol) = is_operator_name(symbol_to_string(s)) || s === :in || s === :isa
isbinaryoperator(s::Symbol) = operator_precedence(s) > 0 && !(s === :(.))
isunaryoperator(s::Symbol) = s in (:+, :-, :!, :~, :(<:), :(>:), :√, :∛, :¬, :¬, :&, :($), :∜, :±, :∓, :⋆)

const PREC_ASSIGN = 1
const PREC_ARROW = 4
const PREC_POWER = 15
const PREC_DECL = 16
const PREC_DOT = 17

# Values that are shown differently inside expressions.
show_value_in_expr(io::IO, x) = show(io, x)

function show(io::IO, ex::Expr)
    b = begin_text(io)
    inner = IOContext(b, :typeinfo => Any, :quoted => true)
    show_quoted(inner, ex)
    end_text(io, b)
    return nothing
end
print(io::IO, ex::Expr) = (show_unquoted(io, ex, 0, -1); nothing)
print(io::IO, x::Union{QuoteNode,LineNumberNode,GlobalRef}) = show_unquoted(io, x, 0, -1)
show(io::IO, x::LineNumberNode) = (print(io, ":("); show_unquoted(io, x, 0, -1); print(io, ')'))
show(io::IO, x::GlobalRef) = (print(io, ":("); show_unquoted(io, x, 0, -1); print(io, ')'))
function show(io::IO, x::QuoteNode)
    if x.value isa Symbol && is_quotable(symbol_to_string(x.value))
        print(io, ":(:", x.value, ")")
    else
        print(io, ":(\$(QuoteNode(")
        show(io, x.value)
        print(io, ")))")
    end
    return nothing
end
function show_quoted(io::IO, ex::Expr)
    if is_block_like(ex.head)
        print(io, "quote")
        show_statements(io, ex.head === :block ? ex.args : Any[ex], 4)
        print(io, "\nend")
    else
        print(io, ":(")
        show_unquoted(io, ex, 2, -1)
        print(io, ")")
    end
    return nothing
end
is_block_like(h::Symbol) = h === :block

show_unquoted(io::IO, ex) = show_unquoted(io, ex, 0, 0)
show_unquoted(io::IO, ex, indent::Int64, prec::Int64) = show_value_in_expr(io, ex)
show_unquoted(io::IO, s::Symbol, indent::Int64, prec::Int64) = show_name(io, s, prec)
function show_unquoted(io::IO, l::LineNumberNode, indent::Int64, prec::Int64)
    print(io, "#= ", l.file === nothing ? "none" : l.file, ":", l.line, " =#")
    return nothing
end
show_unquoted(io::IO, g::GlobalRef, indent::Int64, prec::Int64) =
    (print(io, g.mod); print(io, '.'); show_name(io, g.name, 0))
show_unquoted(io::IO, x::String, indent::Int64, prec::Int64) = show(io, x)
function show_unquoted(io::IO, q::QuoteNode, indent::Int64, prec::Int64)
    v = q.value
    if v isa Symbol
        s = symbol_to_string(v)
        if is_quotable(s)
            print(io, ':')
            print(io, s)
        else
            show(io, v)
        end
    elseif v isa Expr
        show_quote(io, v, indent)
    else
        print(io, "\$(QuoteNode(")
        show(io, v)
        print(io, "))")
    end
    return nothing
end
function show_quote(io::IO, v, indent::Int64)
    if v isa Expr && v.head === :block
        print(io, "quote")
        show_statements(io, v.args, indent + 4)
        newline(io, indent)
        print(io, "end")
    else
        print(io, ":(")
        show_unquoted(io, v, indent + 2, -1)
        print(io, ")")
    end
    return nothing
end

function show_name(io::IO, s::Symbol, prec::Int64)
    t = symbol_to_string(s)
    if t == ":"
        print(io, t)
    elseif is_operator_name(t)
        prec >= 0 ? print(io, "(", t, ")") : print(io, t)
    elseif isidentifier(t) || t == "true" || t == "false" || t == "nothing" || t == "end" || t == "begin" ||
        startswith(t, "@") || endswith(t, ".") || startswith(t, "#")
        startswith(t, "#") ? (print(io, "var"); show(io, t)) : print(io, t)
    else
        print(io, "var")
        show(io, t)
    end
    return nothing
end

newline(io::IO, indent::Int64) = (print(io, '\n'); print(io, ' '^indent))

# Statements of a block, each on a line; lines of source as comments.
function show_statements(io::IO, args, indent::Int64)
    for a in args
        newline(io, indent)
        show_unquoted(io, a, indent, -1)
    end
    return nothing
end
function show_body(io::IO, body, indent::Int64)
    show_statements(io, body isa Expr && body.head === :block ? body.args : Any[body], indent + 4)
    newline(io, indent)
    return nothing
end

function show_list(io::IO, args, sep::String, indent::Int64, prec::Int64=0, keywords::Bool=false)
    n = length(args)
    for i in 1:n
        i > 1 && print(io, sep)
        a = args[i]
        if keywords && a isa Expr && a.head === :kw && length(a.args) == 2
            show_unquoted(io, a.args[1], indent, PREC_ASSIGN)
            print(io, " = ")
            show_unquoted(io, a.args[2], indent, PREC_ASSIGN)
        elseif keywords && a isa Expr && a.head === :(=) && length(a.args) == 2
            show_unquoted(io, Expr(:(=), a.args[1], a.args[2]), indent, PREC_ASSIGN)
        elseif a isa Symbol && sep == ", "
            show_name(io, a, -1)
        else
            show_unquoted(io, a, indent, prec)
        end
    end
    return nothing
end
# Arguments in parentheses; keyword parameters after a semicolon.
function show_args(io::IO, open::String, args, close::String, indent::Int64)
    print(io, open)
    if !isempty(args) && args[1] isa Expr && args[1].head === :parameters
        show_list(io, args[2:end], ", ", indent, 0, true)
        print(io, "; ")
        show_list(io, args[1].args, ", ", indent, 0, true)
    else
        show_list(io, args, ", ", indent, 0, true)
    end
    print(io, close)
    return nothing
end
parenthesised(f, io::IO, yes::Bool) = (yes && print(io, '('); f(); yes && print(io, ')'); nothing)

function show_unquoted(io::IO, ex::Expr, indent::Int64, prec::Int64)
    h = ex.head
    args = ex.args
    n = length(args)
    if h === :call && n > 0
        show_call(io, args, indent, prec)
    elseif h === :(.) && n == 2
        show_dot(io, args, indent)
    elseif (h === :(=) || h === :kw || is_update(h)) && n == 2
        parenthesised(io, prec > PREC_ASSIGN) do
            show_unquoted(io, args[1], indent, PREC_ASSIGN)
            print(io, ' ', h === :kw ? "=" : symbol_to_string(h), ' ')
            show_unquoted(io, args[2], indent + 4, PREC_ASSIGN + 1)
        end
    elseif (h === :(&&) || h === :(||)) && n >= 2
        level = h === :(&&) ? 6 : 5
        parenthesised(io, prec > level) do
            for i in 1:n
                i > 1 && print(io, ' ', symbol_to_string(h), ' ')
                show_unquoted(io, args[i], indent, i == n ? level : level + 1)
            end
        end
    elseif h === :(->) && n == 2
        show_arrow(io, args, indent, prec)
    elseif h === :(::) && (n == 1 || n == 2)
        parenthesised(io, prec > PREC_DECL) do
            n == 2 && show_unquoted(io, args[1], indent, PREC_DECL)
            print(io, "::")
            show_unquoted(io, args[n], indent, PREC_DECL + 1)
        end
    elseif (h === :(<:) || h === :(>:)) && (n == 1 || n == 2)
        parenthesised(io, prec > 7) do
            n == 2 && (show_unquoted(io, args[1], indent, 7); print(io, ' '))
            print(io, symbol_to_string(h), n == 2 ? " " : "")
            show_unquoted(io, args[n], indent, 7)
        end
    elseif h === :comparison && n >= 3
        parenthesised(io, prec >= 7) do
            for i in 1:n
                i > 1 && print(io, ' ')
                isodd(i) ? show_unquoted(io, args[i], indent, 8) : args[i] isa Symbol ? print(io, args[i]) :
                    show_unquoted(io, args[i], indent, -1)
            end
        end
    elseif h === :if || h === :elseif
        show_if(io, ex, indent)
    else
        show_construct(io, ex, h, args, n, indent, prec)
    end
    return nothing
end
is_update(h::Symbol) =
    (s = symbol_to_string(h); n = string_length(s); n > 1 && string_byte(s, n) == 0x3d && operator_precedence(h) == 1)

function show_call(io::IO, args, indent::Int64, prec::Int64)
    f = args[1]
    f isa GlobalRef && isoperator(f.name) && (f = f.name)
    n = length(args)
    if f isa Symbol && f === :(:) && (n == 3 || n == 4)
        parenthesised(io, prec >= 10) do
            for i in 2:n
                i > 2 && print(io, ':')
                show_unquoted(io, args[i], indent, 10)
            end
        end
        return nothing
    end
    if f isa Symbol && n == 2 && (isunaryoperator(f) || is_dotted_unary(f))
        a = args[2]
        wraps = a isa Expr || a isa Symbol && isoperator(a)
        parenthesised(io, prec >= PREC_POWER) do
            print(io, f)
            wraps && print(io, '(')
            show_unquoted(io, a, indent, wraps ? -1 : PREC_POWER)
            wraps && print(io, ')')
        end
        return nothing
    end
    level = f isa Symbol ? operator_precedence(f) : 0
    if level > 1 && n >= 3 && (n == 3 || is_chained(f)) && !any(a -> a isa Expr && (a.head === :parameters ||
        a.head === :kw || a.head === :(...)), args)
        if f === :* && n == 3 && args[2] isa Real && !(args[2] isa Bool) && args[3] isa Symbol && isidentifier(args[3])
            parenthesised(io, prec > level) do
                show(io, args[2])
                print(io, args[3])
            end
            return nothing
        end
        parenthesised(io, prec > level) do
            for i in 2:n
                i > 2 && print(io, ' ', f, ' ')
                # (-2)^3 is not -2^3
                a = args[i]
                negative = i == 2 && level >= PREC_POWER && a isa Real && signbit(a)
                parenthesised(() -> show_unquoted(io, a, indent, level + 1), io, negative)
            end
        end
        return nothing
    end
    if f isa Symbol
        s = symbol_to_string(f)
        is_operator_name(s) ? print(io, callee_operator(s)) : show_name(io, f, -1)
    elseif f isa Expr && f.head in (:curly, :(.), :($)) || f isa GlobalRef
        show_unquoted(io, f, indent, PREC_DOT)
    elseif f isa Expr || f isa QuoteNode
        print(io, '(')
        show_unquoted(io, f, indent, -1)
        print(io, ')')
    elseif f isa Function
        print(io, '(')
        show_value_in_expr(io, f)
        print(io, ')')
    else
        show_unquoted(io, f, indent, PREC_DOT)
    end
    show_args(io, "(", args[2:n], ")", indent)
    return nothing
end
callee_operator(s::String) = s == ":" || s == "=" || s == "&&" ? string("(", s, ")") : s
is_dotted_unary(f::Symbol) = f in (Symbol(".-"), Symbol(".+"), Symbol(".!"), Symbol(".~"))
is_chained(f::Symbol) = f in (:+, :*, :++)
function is_infix_call(ex::Expr)
    f = ex.args[1]
    n = length(ex.args)
    return f isa Symbol && (n == 3 && operator_precedence(f) > 0 || n == 2 && isunaryoperator(f) || n > 3 &&
        is_chained(f))
end

function show_dot(io::IO, args, indent::Int64)
    a, b = args[1], args[2]
    if b isa Expr && b.head === :tuple # f.(x)
        show_callee(io, a, indent)
        print(io, '.')
        show_args(io, "(", b.args, ")", indent)
        return nothing
    end
    show_callee(io, a, indent)
    print(io, '.')
    if b isa QuoteNode && b.value isa Symbol
        s = symbol_to_string(b.value)
        is_operator_name(s) ? print(io, ":", s) : isidentifier(s) || startswith(s, "@") || is_keyword(s) ?
            print(io, s) : (print(io, "var"); show(io, s))
    elseif b isa Expr && b.head === :($)
        show_unquoted(io, b, indent, PREC_DOT)
    else
        print(io, '(')
        show_unquoted(io, b, indent, -1)
        print(io, ')')
    end
    return nothing
end
function show_callee(io::IO, a, indent::Int64)
    wraps = a isa Expr ? !(a.head in (:(.), :curly, :($))) : !(a isa Symbol || a isa GlobalRef || a isa Type ||
        a isa Module)
    parenthesised(() -> show_unquoted(io, a, indent, wraps ? -1 : PREC_DOT), io, wraps)
    return nothing
end

function show_arrow(io::IO, args, indent::Int64, prec::Int64)
    parenthesised(io, prec > PREC_ASSIGN) do
        show_unquoted(io, args[1], indent, PREC_ARROW)
        print(io, "->")
        show_unquoted(io, args[2], indent + 4, PREC_ASSIGN)
    end
    return nothing
end
# The condition of an elseif is a block for its line number.
function only_statement(c)
    c isa Expr && c.head === :block || return c
    found = nothing
    for a in c.args
        a isa LineNumberNode && continue
        found === nothing || return c
        found = a
    end
    return found
end
function show_if(io::IO, ex::Expr, indent::Int64)
    args = ex.args
    print(io, symbol_to_string(ex.head), ' ')
    show_unquoted(io, only_statement(args[1]), indent, -1)
    show_body(io, args[2], indent)
    if length(args) == 3
        e = args[3]
        if e isa Expr && e.head === :elseif
            show_if(io, e, indent)
            return nothing
        end
        print(io, "else")
        show_body(io, e, indent)
    end
    print(io, "end")
    return nothing
end

show(io::IO, code::Meta.CodeInfo) = print(io, "CodeInfo(\n    ", replace(rstrip(code.text), "\n" => "\n    "), "\n)")

# Nested lists, for Meta.show_sexpr
show_sexpr(ex) = show_sexpr(stdout, ex)
function show_sexpr(io::IO, ex)
    b = begin_text(io)
    show_list_form(b, ex, 0)
    end_text(io, b)
    return nothing
end
show_list_form(io::IO, ex, indent::Int64) = show(io, ex)
show_list_form(io::IO, q::QuoteNode, indent::Int64) = (print(io, "(:quote, #QuoteNode\n", ' '^(indent + 2));
    show_list_form(io, q.value, indent + 2); print(io, '\n', ' '^indent, ')'))
function show_list_form(io::IO, ex::Expr, indent::Int64)
    print(io, '(')
    show(io, ex.head)
    for a in ex.args
        print(io, ex.head === :block ? string(",\n", ' '^(indent + 2)) : ", ")
        show_list_form(io, a, indent + 2)
    end
    isempty(ex.args) && print(io, ",)")
    print(io, ex.head === :block ? string('\n', ' '^indent, ')') : ')')
    return nothing
end
