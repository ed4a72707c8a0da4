# Expressions as Julia source, continued from show-expr.jl: literals of collections, comprehensions, strings, macro
# calls, and the statements that begin with a keyword. A head that no syntax has is shown as `$(Expr(:head, …))`.

function show_construct(io::IO, ex::Expr, h::Symbol, args, n::Int64, indent::Int64, prec::Int64)
    if h === :block
        show_begin(io, args, n, indent)
    elseif h === :tuple
        if n == 0
            print(io, "()")
        elseif n == 1 && !(args[1] isa Expr && args[1].head in (:parameters, :(=), :(...)) &&
            args[1].head === :parameters)
            print(io, '(')
            show_unquoted(io, args[1], indent, 0)
            print(io, ",)")
        else
            show_args(io, "(", args, ")", indent)
        end
    elseif h === :parameters
        print(io, "; ")
        show_list(io, args, ", ", indent, 0, true)
    elseif h === :ref && n >= 1
        show_callee(io, args[1], indent)
        show_args(io, "[", args[2:n], "]", indent)
    elseif h === :curly && n >= 1
        show_callee(io, args[1], indent)
        show_args(io, "{", args[2:n], "}", indent)
    elseif h === :braces
        show_args(io, "{", args, "}", indent)
    elseif h === :vect
        show_args(io, "[", args, "]", indent)
    elseif h === :hcat || h === :vcat || h === :row || h === :nrow || h === :ncat
        show_cat(io, h, args, indent)
    elseif (h === :typed_hcat || h === :typed_vcat || h === :typed_ncat) && n >= 1
        show_callee(io, args[1], indent)
        show_cat(io, h === :typed_hcat ? :hcat : h === :typed_vcat ? :vcat : :ncat, args[2:n], indent)
    elseif h === :comprehension && n == 1
        print(io, '[')
        show_generator(io, args[1], indent)
        print(io, ']')
    elseif h === :typed_comprehension && n == 2
        show_callee(io, args[1], indent)
        print(io, '[')
        show_generator(io, args[2], indent)
        print(io, ']')
    elseif h === :generator || h === :flatten
        print(io, '(')
        show_generator(io, ex, indent)
        print(io, ')')
    elseif h === :(...) && n == 1
        show_unquoted(io, args[1], indent, PREC_DECL)
        print(io, "...")
    elseif h === Symbol("'") && n == 1
        show_callee(io, args[1], indent)
        print(io, "'")
    elseif h === :where
        parenthesised(io, prec > 15) do
            show_unquoted(io, args[1], indent, 15)
            print(io, " where ")
            n == 2 ? show_unquoted(io, args[2], indent, -1) : show_args(io, "{", args[2:n], "}", indent)
        end
    elseif h === :quote && n == 1
        if get(io, :quoted, false) === true # a quotation in a quotation
            print(io, "\$(Expr(:quote, ")
            show(io, args[1])
            print(io, "))")
        elseif args[1] isa Symbol
            show_unquoted(io, QuoteNode(args[1]), indent, prec)
        else
            show_quote(IOContext(io, :quoted => true), args[1], indent)
        end
    elseif h === :($) && n == 1
        print(io, '$')
        a = args[1]
        parenthesised(() -> show_unquoted(io, a, indent, -1), io, !(a isa Symbol && !isoperator(a)))
    elseif h === :string
        show_interpolated(io, args, indent)
    elseif h === :macrocall
        show_macrocall(io, args, n, indent, prec)
    else
        show_keyword_form(io, ex, h, args, n, indent, prec)
    end
    return nothing
end
function show_begin(io::IO, args, n::Int64, indent::Int64)
    print(io, "begin")
    show_statements(io, args, indent + 4)
    newline(io, indent)
    print(io, "end")
    return nothing
end
function show_cat(io::IO, h::Symbol, args, indent::Int64)
    print(io, '[')
    if h === :hcat
        show_list(io, args, " ", indent)
        length(args) == 1 && print(io, ";;")
    elseif h === :vcat
        for i in 1:length(args)
            i > 1 && print(io, "; ")
            a = args[i]
            a isa Expr && a.head === :row ? show_list(io, a.args, " ", indent) : show_unquoted(io, a, indent, 0)
        end
        length(args) == 1 && print(io, ";")
    else
        d = args[1]
        sep = string(";"^d, " ")
        for i in 2:length(args)
            i > 2 && print(io, sep)
            a = args[i]
            a isa Expr && a.head === :row ? show_list(io, a.args, " ", indent) : a isa Expr && a.head === :nrow ?
                show_list(io, a.args[2:end], string(";"^a.args[1], " "), indent) : show_unquoted(io, a, indent, 0)
        end
    end
    print(io, ']')
    return nothing
end
function show_generator(io::IO, ex, indent::Int64)
    if ex isa Expr && ex.head === :flatten
        inner = ex.args[1]
        loops = Any[]
        while true
            append!(loops, inner.args[2:end])
            body = inner.args[1]
            if body isa Expr && (body.head === :generator || body.head === :flatten)
                inner = body.head === :flatten ? body.args[1] : body
                push!(loops, :for)
                continue
            end
            show_unquoted(io, body, indent, 0)
            break
        end
        print(io, " for ")
        for i in 1:length(loops)
            loops[i] === :for && (print(io, " for "); continue)
            i > 1 && loops[i-1] !== :for && print(io, ", ")
            show_iteration(io, loops[i], indent)
        end
        return nothing
    end
    if !(ex isa Expr && ex.head === :generator)
        show_unquoted(io, ex, indent, 0)
        return nothing
    end
    show_unquoted(io, ex.args[1], indent, 0)
    print(io, " for ")
    for i in 2:length(ex.args)
        i > 2 && print(io, ", ")
        show_iteration(io, ex.args[i], indent)
    end
    return nothing
end
function show_iteration(io::IO, ex, indent::Int64)
    if ex isa Expr && ex.head === :filter
        for i in 2:length(ex.args)
            i > 2 && print(io, ", ")
            show_iteration(io, ex.args[i], indent)
        end
        print(io, " if ")
        show_unquoted(io, ex.args[1], indent, 0)
    else
        show_unquoted(io, ex, indent, 0)
    end
    return nothing
end
function show_interpolated(io::IO, args, indent::Int64)
    print(io, '"')
    for a in args
        if a isa String
            print(io, escape_string(a, ('"', '$')))
        else
            print(io, '$')
            parenthesised(() -> show_unquoted(io, a, indent, -1), io, true)
        end
    end
    print(io, '"')
    return nothing
end
function show_macrocall(io::IO, args, n::Int64, indent::Int64, prec::Int64)
    name = args[1]
    text = name isa Symbol ? symbol_to_string(name) : ""
    if endswith(text, "_str") && n == 3 && args[3] isa String
        print(io, chopsuffix(chopprefix(text, "@"), "_str"), '"', replace(args[3], "\"" => "\\\""), '"')
        return nothing
    end
    if name isa GlobalRef && name.mod === Core && n == 3 && args[3] isa String
        # a literal too wide for Int64, a command
        t = symbol_to_string(name.name)
        (t == "@int128_str" || t == "@uint128_str" || t == "@big_str") && return print(io, args[3])
        t == "@cmd" && return print(io, '`', args[3], '`')
    end
    parenthesised(io, prec >= 0) do
        if n >= 2 && args[2] isa LineNumberNode
            show_unquoted(io, args[2], indent, 0)
            print(io, ' ')
        end
        name isa Symbol ? print(io, name) : show_unquoted(io, name, indent, PREC_DOT)
        for i in 3:n
            print(io, ' ')
            show_unquoted(io, args[i], indent + 4, -1)
        end
    end
    return nothing
end

function show_keyword_form(io::IO, ex::Expr, h::Symbol, args, n::Int64, indent::Int64, prec::Int64)
    if (h === :for || h === :while || h === :let) && n == 2
        print(io, symbol_to_string(h))
        a = args[1]
        if a isa Expr && a.head === :block
            isempty(a.args) || print(io, ' ')
            show_list(io, a.args, ", ", indent, -1)
        else
            print(io, ' ')
            show_unquoted(io, a, indent, -1)
        end
        show_body(io, args[2], indent)
        print(io, "end")
    elseif (h === :function || h === :macro) && n >= 1
        print(io, symbol_to_string(h), ' ')
        show_unquoted(io, args[1], indent, -1)
        n == 2 ? show_body(io, args[2], indent) : print(io, ' ')
        print(io, "end")
    elseif h === :do && n == 2
        show_unquoted(io, args[1], indent, -1)
        print(io, " do")
        params = args[2].args[1].args
        isempty(params) || print(io, ' ')
        show_list(io, params, ", ", indent)
        show_body(io, args[2].args[2], indent)
        print(io, "end")
    elseif h === :struct && n == 3
        print(io, args[1] === true ? "mutable struct " : "struct ")
        show_unquoted(io, args[2], indent, -1)
        show_body(io, args[3], indent)
        print(io, "end")
    elseif h === :abstract && n == 1
        print(io, "abstract type ")
        show_unquoted(io, args[1], indent, -1)
        print(io, " end")
    elseif h === :primitive && n == 2
        print(io, "primitive type ")
        show_list(io, args, " ", indent)
        print(io, " end")
    elseif h === :module && n == 3
        print(io, args[1] === true ? "module " : "baremodule ")
        show_unquoted(io, args[2], indent, -1)
        show_body(io, args[3], indent)
        print(io, "end")
    elseif h === :try
        show_try(io, args, n, indent)
    elseif h === :return
        print(io, "return")
        n == 1 && args[1] !== nothing && (print(io, ' '); show_unquoted(io, args[1], indent, -1))
    elseif h === :break || h === :continue
        print(io, symbol_to_string(h))
    elseif h === :global || h === :local || h === :const || h === :export || h === :public
        print(io, symbol_to_string(h), ' ')
        show_list(io, args, ", ", indent, -1)
    elseif h === :import || h === :using
        print(io, symbol_to_string(h), ' ')
        show_imports(io, args)
    elseif h === :inbounds || h === :meta || h === :symboliclabel
        print(io, "\$(Expr(:", symbol_to_string(h))
        for a in args
            print(io, ", ")
            show(io, a)
        end
        print(io, "))")
    elseif h === :toplevel
        print(io, "begin")
        show_statements(io, args, indent + 4)
        newline(io, indent)
        print(io, "end")
    elseif h === :filter
        show_iteration(io, ex, indent)
    elseif h === :row
        show_list(io, args, " ", indent)
    elseif h === :line && n >= 1
        print(io, "#= line ", args[1], " =#")
    else
        print(io, "\$(Expr(")
        show(io, h)
        for a in args
            print(io, ", ")
            show(io, a)
        end
        print(io, "))")
    end
    return nothing
end
function show_try(io::IO, args, n::Int64, indent::Int64)
    print(io, "try")
    show_body(io, args[1], indent)
    if n >= 3 && !(args[3] === false && args[2] === false)
        print(io, "catch")
        args[2] === false || (print(io, ' '); show_unquoted(io, args[2], indent, 0))
        show_body(io, args[3], indent)
    end
    if n >= 5
        print(io, "else")
        show_body(io, args[5], indent)
    end
    if n >= 4 && args[4] !== false
        print(io, "finally")
        show_body(io, args[4], indent)
    end
    print(io, "end")
    return nothing
end
function show_imports(io::IO, args)
    for i in 1:length(args)
        i > 1 && print(io, ", ")
        a = args[i]
        if a isa Expr && a.head === :(:)
            show_import_path(io, a.args[1])
            print(io, ": ")
            show_imports(io, a.args[2:end])
        elseif a isa Expr && a.head === :as
            show_import_path(io, a.args[1])
            print(io, " as ", a.args[2])
        else
            show_import_path(io, a)
        end
    end
    return nothing
end
function show_import_path(io::IO, a)
    dots = true
    first_part = true
    for p in a.args
        if p === :(.) && dots
            print(io, '.')
        else
            first_part || print(io, '.')
            dots = false
            first_part = false
            print(io, p)
        end
    end
    return nothing
end
