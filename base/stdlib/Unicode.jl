# Module Unicode: normal forms and properties of characters. `graphemes` and the other options of `normalize` are absent.
module Unicode

export normalize, isassigned

"""
    normalize(s, form::Symbol)
    normalize(s; casefold = false, stripmark = false, compose = true, compat = false)

The string in the normal form :NFC, :NFD, :NFKC or :NFKD, or in the one the keywords describe.
"""
function normalize(s::AbstractString, form::Symbol)
    form in (:NFC, :NFD, :NFKC, :NFKD) || throw(ArgumentError(":$form is not one of :NFC, :NFD, :NFKC, :NFKD"))
    return Base.host_normalize(String(s), String(form))
end
function normalize(s::AbstractString; casefold::Bool=false, stripmark::Bool=false, compose::Bool=true, compat::Bool=false)
    t = String(s)
    if stripmark
        decomposed = normalize(t, compat ? :NFKD : :NFD)
        t = filter(c -> !(Base.category_code(c) in (6, 7, 8)), decomposed)
    end
    casefold && (t = lowercase(t))
    return normalize(t, compat ? (compose ? :NFKC : :NFKD) : (compose ? :NFC : :NFD))
end
"Whether the character or code point is assigned."
isassigned(c) = Base.category_code(Char(c)) != 0
graphemes(s) = error("Unicode.graphemes is not supported")

end
