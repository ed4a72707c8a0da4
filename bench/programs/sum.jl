const data = ones(8_000_000)
function total(v)
    s = 0.0
    for i in 1:length(v)
        s += v[i]
    end
    return s
end
work() = total(data)
