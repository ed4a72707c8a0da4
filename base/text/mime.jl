# Kinds of media, as types, so that `show` methods can be written for them.

"""
    MIME(name), MIME"name"

The value, or type, of a kind of media such as "text/plain".
"""
struct MIME{mime} end
MIME(s::AbstractString) = MIME{Symbol(s)}()
MIME(s::Symbol) = MIME{s}()
macro MIME_str(s)
    return :(MIME{$(Expr(:quote, Symbol(s)))})
end
