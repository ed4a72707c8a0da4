# Regular expressions: matches, groups, searching, splitting, replacing.
t(f, args...; kw...) = try r = f(args...; kw...); repr(r) catch e; string(nameof(typeof(e))) end
s = "héllo wörld 123, foo_bar 4.5!"
for re in [r"\w+", r"\d+", r"[a-z]+", r"(\w)(\w)", r"(?<a>\d)(?<b>\d)?", r"o", r"^h", r"!$", r"\bw", r"x*", r"[[:alpha:]]+", r"HÉL"i, r"l{2}", r"\s", r"[^\w\s]", r"(foo|bar)_?", r"h.l", r"\p{Lu}", r"(?i)FOO", r"[\d.]+", r"\d+(?=,)", r"(?<=_)b"]
  println(re, " ", t(match,re,s), t(occursin,re,s), t(findfirst,re,s), t(findall,re,s), t(split,s,re), t(split,s,re,limit=3), t(split,s,re,keepempty=false), t(replace,s,re=>"<>"), t(replace,s,re=>s"[\0]"), t(replace,s,re=>uppercase), t(replace,s,re=>"_",count=1))
  println([m.match for m in eachmatch(re,s)], " ", [m.offset for m in eachmatch(re,s)], " ", t(count,re,s))
end
m = match(r"(?<y>\d+)-(?<m>\d+)(-(\d+))?", "on 2024-05")
println(m, " ", m["y"], m[:m], m[1], m[3]===nothing, " ", m.offsets, " ", m.captures, " ", m.offset, m.match)
println(replace("john smith", r"(\w+) (\w+)" => s"\2, \1"), replace("a1b2", r"(?<l>[a-z])" => s"\g<l>\g<l>"), replace("abc", r"b" => x -> "<$x>"))
println(match(r"z", "abc") === nothing, occursin(r"a.c"s, "a\nc"), occursin(r"a.c", "a\nc"), match(r"^b"m, "a\nb").match, match(r"a b # c"x, "ab").match)
println(r"a\"b", " ", r"\\d", " ", Regex("a+", "i"), " ", r"a" == r"a", " ", startswith("abc", r"a"), endswith("abc", r"c"), contains("abc", r"b"))
println(split("a1b22c", r"\d+"), split("", r","), split("a,b", r""), rsplit("a b") )
println(join([m.match for m in eachmatch(r"[A-Z]\w*", "The Quick Brown fox")], "|"))
try Regex("(") catch e; println(typeof(e)) end
println(match(r"(a)|(b)", "b").captures, collect(eachmatch(r"a.", "abac"))[2].match, [m.match for m in eachmatch(r"aa", "aaaa", overlap=true)])
a, b = match(r"(\d+):(\d+)", "12:34").captures; println(parse(Int,a)+parse(Int,b))
println(filter(x->occursin(r"^\d+$", x), ["1","a","22"]), lowercase(replace("Hello, World!", r"[^A-Za-z]" => "")), split("the  quick\tfox", r"\s+"))
