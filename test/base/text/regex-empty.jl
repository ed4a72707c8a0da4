# Expressions that can match nothing, and escapes of characters.
for (s, r) in (("abcd", r"b?"), ("abcd", r""), ("aébc", r"b*"), ("", r"x*"), ("a\nb", r"^"m), ("ab", r"$"), ("abab", r"(?=b)"),
               ("∀x∃y", r"(?<=x)|y*"), ("aa bb", r"\b"), ("xyz", r"(y)?"), ("abcd", r"[bc]?"), ("abcd", r"d*"))
    println(repr(s), " ", r)
    println("  ", replace(s, r => "^"), " ", replace(s, r => "^", count = 2), " ", replace(s, r => m -> "[" * m * "]"))
    println("  ", [(m.match, m.offset) for m in eachmatch(r, s)] == [(m.match, m.offset) for m in eachmatch(r, s, overlap = true)])
    println("  ", split(s, r), split(s, r, limit = 2), split(s, r, keepempty = false))
    println("  ", findall(r, s), findfirst(r, s), occursin(r, s))
end
println(match(r"\u00e9", "aé"), match(r"\u2200x", "∀x"), match(r"[\u0430-\u044f]+", "abвгд"), match(r"\x41", "A"))
println(match(r"a\x{61}", "aa"), match(r"\x4", "x4"), match(r"\u41", "u41"), match(r"\U41", "U41"), match(r"[\x41-\x43\u00e9]+", "xABCé"))
println(split("", r"x"), split("", ""), split("abc", ""), split("a,b,,c", ","), split("a1b2", r"\d"), split("a1b2", r"\d", keepempty = false))
