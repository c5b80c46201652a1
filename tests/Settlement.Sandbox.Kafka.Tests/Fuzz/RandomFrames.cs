using Settlement.KafkaSuite.Wire;

namespace Settlement.KafkaSuite.Fuzz;

/// <summary>Frames that a client might send if it were mad: well formed with random fields, or not formed at all.</summary>
internal sealed class RandomFrames(int seed)
{
    // One letter a field: b, h, i, l integers of 1, 2, 4, 8 bytes; s a string; B bytes; [ ] an array.
    private static readonly (int Api, int Version, string Fields)[] Requests =
    [
        (0, 7, "shi[s[iB]]"), (1, 11, "iwiibii[s[iilli]][s[i]]s"), (2, 2, "ib[s[il]]"), (3, 4, "[s]b"), (8, 7, "siss[s[ilis]]"), (9, 5, "s[s[i]]"), (10, 2, "sb"),
        (12, 3, "siss"), (13, 3, "s[ss]"), (14, 3, "siss[sB]"), (15, 3, "[s]b"), (16, 2, ""), (18, 0, ""), (19, 2, "[sih[i[i]][ss]]ib"), (20, 3, "[s]i"),
        (21, 1, "[s[il]]i"), (22, 1, "si"), (24, 2, "slh[s[i]]"), (25, 2, "slhs"), (26, 2, "slhb"), (28, 2, "sslh[s[ilis]]"), (32, 1, "[bs[s]]b"), (37, 1, "[si[[i]]]ib"),
        (42, 1, "[s]"), (47, 0, "s[s[i]]"),
    ];

    private static readonly string?[] Names = [null, "", "fuzz", "fuzz-2", "none", "bad/name", "\u00e9\u20ac", new string('n', 300)];
    private readonly Random _random = new(seed);
    private int _correlation;

    /// <summary>A request whose fields are of the right types and random otherwise.</summary>
    public byte[] Valid()
    {
        var (api, version, fields) = Requests[_random.Next(Requests.Length)];
        var frame = new WireWriter().Int16(api).Int16(version).Int32(++_correlation).String(_random.Next(4) == 0 ? null : "fuzzer");
        Write(frame, fields);
        return frame.Written.ToArray();
    }

    /// <summary>Something that no broker can read, with its size before it.</summary>
    public byte[] Malformed()
    {
        var frame = Valid();
        switch (_random.Next(6))
        {
            case 0:
                return Sized(frame[..(frame.Length - Math.Min(frame.Length - 1, _random.Next(1, 9)))]);
            case 1:
                return Sized(Noise(_random.Next(0, 200)));
            case 2:
                return [.. Noise(4), .. frame];
            case 3:
                return [0x7f, 0xff, 0xff, 0xff, .. frame];
            case 4:
                return [0xff, .. Noise(3), .. frame];
            default:
                for (var flips = _random.Next(1, 8); flips > 0; flips--)
                    frame[_random.Next(frame.Length)] = (byte)_random.Next(256);
                return Sized(frame);
        }
    }

    public static byte[] Sized(byte[] frame) => [.. new WireWriter().Int32(frame.Length).Written.Span, .. frame];

    private void Write(WireWriter frame, string fields)
    {
        for (var at = 0; at < fields.Length; at++)
        {
            switch (fields[at])
            {
                case 'b':
                    frame.Int8(_random.Next(-2, 3));
                    break;
                case 'h':
                    frame.Int16(_random.Next(4) == 0 ? _random.Next(short.MinValue, short.MaxValue) : _random.Next(-1, 3));
                    break;
                case 'i':
                    frame.Int32(_random.Next(4) == 0 ? _random.Next(int.MinValue, int.MaxValue) : _random.Next(-1, 4));
                    break;
                case 'w':
                    // A wait: only so long that the answers behind it come.
                    frame.Int32(_random.Next(-1, 2));
                    break;
                case 'l':
                    frame.Int64(_random.Next(4) == 0 ? _random.NextInt64(long.MinValue, long.MaxValue) : _random.Next(-2, 4));
                    break;
                case 's':
                    frame.String(Names[_random.Next(Names.Length)]);
                    break;
                case 'B':
                    frame.Bytes(_random.Next(3) == 0 ? RecordBatches.Encode(_random.Next(-1, 9), unchecked((short)_random.Next(-1, 3)), _random.Next(-1, 3), _random.Next(2) == 0, 1, "x") : Noise(_random.Next(0, 120)));
                    break;
                case '[':
                    var end = Closing(fields, at);
                    frame.Array(Enumerable.Range(0, _random.Next(0, 4)).ToArray(), _ => Write(frame, fields[(at + 1)..end]));
                    at = end;
                    break;
                default:
                    throw new InvalidOperationException($"no such field: {fields[at]}");
            }
        }
    }

    private static int Closing(string fields, int open)
    {
        var depth = 0;
        for (var at = open; ; at++)
        {
            depth += fields[at] == '[' ? 1 : fields[at] == ']' ? -1 : 0;
            if (depth == 0)
                return at;
        }
    }

    private byte[] Noise(int length)
    {
        var noise = new byte[length];
        _random.NextBytes(noise);
        return noise;
    }
}
