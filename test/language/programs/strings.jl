# Strings: interpolation, escapes, indexing, iteration, search, edit, conversion
x = 3; name = "World"
println("Hello $name, $(x + 1) $(x)th \$x")
println("tab\tnl\\n quote\" unicode \u00e9 \U1F600 hex \x41")
println("""
    indented
      more
    back $x
    """)
println("""a "quoted" b""")
println(raw"no $interp \n")
s = "αβγ abc"
println(length(s), " ", sizeof(s), " ", ncodeunits(s), " ", lastindex(s), " ", s[1], " ", s[3], " ", s[end])
try s[2] catch e println(typeof(e)); showerror(stdout, e); println() end
try s[100] catch e println(typeof(e)); showerror(stdout, e); println() end
println(s[1:3], " ", nextind(s, 1), " ", prevind(s, 3), " ", isvalid(s, 2), " ", collect(eachindex(s))[1:4])
println(collect("añ"), " ", [c for c in "xyz"])
println("abc" * "def", " ", "ab"^3, " ", string("a", 1, 2.0, 'c', :d, nothing), " ", join([1, 2, 3], ", "), " ", join(["a", "b", "c"], ", ", " and "))
println(uppercase("abc"), lowercase("ABC"), titlecase("hello world"), uppercasefirst("abc"), reverse("abc"))
println(split("a,b,,c", ","), split(" a b  c "), split("a,b", ',', limit=1), split("abc", ""))
println(strip("  x "), "|", lstrip("  x "), "|", rstrip("  x "), "|", chomp("x\n"), chop("xyz"))
println(replace("abcabc", "b" => "X"), replace("abcabc", 'a' => 'Z', count=1), replace("hello", "l" => uppercase))
println(occursin("bc", "abc"), " ", startswith("abc", "ab"), " ", endswith("abc", "bc"), " ", contains("abc", "z"), " ", 'b' in "abc")
println(findfirst("b", "abcb"), " ", findlast('b', "abcb"), " ", findnext("b", "abcb", 3), " ", findfirst('z', "abc"), " ", findall("b", "abcb"))
println(lpad(5, 3, '0'), rpad("ab", 5, '.'), "|", lpad("abc", 2))
println(parse(Int, "42"), " ", parse(Float64, "2.5e3"), " ", tryparse(Int, "x"), " ", parse(Int, "ff", base=16), " ", parse(Bool, "true"))
try parse(Int, "4x2") catch e showerror(stdout, e); println() end
try parse(Float64, "abc") catch e showerror(stdout, e); println() end
println(string(255, base=16), " ", string(5, base=2, pad=8), " ", digits(123), " ", bitstring(Int8(5)))
println(repr("a\"b\n"), " ", repr('\''), " ", repr('a'), " ", repr(:sym), " ", repr(Symbol("a b")), " ", repr(1.0f0))
show("tab\t\e[0m \0 é \u200b"); println()
println("abc" < "abd", " ", "abc" == "abc", " ", cmp("a", "b"), " ", isless("a", "B"), " ", "abc" === "abc")
println('a' + 1, " ", 'c' - 'a', " ", Int('a'), " ", Char(98), " ", 'a':'e', " ", collect('a':'c'))
println(isdigit('5'), isletter('x'), isspace(' '), isuppercase('A'), ispunct('!'), isascii("é"))
println(codeunit("a", 1), " ", codeunits("ab"), " ", Vector{UInt8}("hi"), " ", String([0x68, 0x69]))
println(SubString("hello", 2, 4), " ", typeof(SubString("hello", 2, 4)), " ", first("hello", 2), last("hello", 3))
println(Symbol("a", 1), " ", :a == Symbol("a"), " ", string(:abc), " ", Symbol("x y"))
io = IOBuffer()
print(io, "a", 1); write(io, "bc"); println(io, '!')
println(String(take!(io)))
println(sprint(show, [1, 2]), sprint(print, "x"), sprint(io -> print(io, 1, 2)))
println(isempty(""), " ", "" * "x", " ", one("a"), "|", first("abc"), last("abc"))
println(eachline(IOBuffer("a\nb\nc")) |> collect, " ", readline(IOBuffer("q\nr")), " ", read(IOBuffer("zz"), String))
println(map(uppercase, "abc"), " ", filter(isletter, "a1b2"), " ", count(==('a'), "banana"), " ", unique("banana") )
println("a" .* ["b", "c"], " ", string.([1, 2]), " ", length.(["a", "bb"]))
for (i, c) in pairs("añ")
    print(i, c, " ")
end
println()
println(sum(Int, "abc"), " ", maximum("hello"), " ", hash("a") == hash("a"), " ", ascii("abc"))
println(escape_string("a\n\"é"), " ", unescape_string("a\\n"), " ")
println(isnumeric('½'), " ", textwidth("aé"), " ", 'é', " ", '\n', " ", repr('\n'), " ", '\u03b1')
println(rsplit("a.b.c", "."; limit=2), " ", partialsort([3, 1, 2], 1))
