using System.Globalization;

namespace Settlement.Sandbox.Kubernetes.Schemas.Decoding;

/// <summary>Base64 with padding, line breaks ignored, and the position of what is wrong as the machinery tells it.</summary>
internal static class GoBase64
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /// <exception cref="FormatException">It is no base64; the message is the machinery's.</exception>
    public static byte[] Decode(string text)
    {
        var bytes = new List<byte>(text.Length * 3 / 4);
        var group = 0;
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '\r' or '\n')
            {
                continue;
            }

            var value = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (value < 0)
            {
                if (c != '=' || count < 2)
                {
                    throw At(i);
                }

                End(text, i, count);
                group <<= 6 * (4 - count);
                bytes.Add((byte)((group >> 16) & 0xff));
                if (count == 3)
                {
                    bytes.Add((byte)((group >> 8) & 0xff));
                }

                return [.. bytes];
            }

            group = ((group << 6) | value) & 0xffffff;
            if (++count == 4)
            {
                bytes.Add((byte)((group >> 16) & 0xff));
                bytes.Add((byte)((group >> 8) & 0xff));
                bytes.Add((byte)(group & 0xff));
                count = 0;
            }
        }

        return count == 0 ? [.. bytes] : throw At(text.Length - count);
    }

    private static void End(string text, int at, int count)
    {
        var next = Next(text, at + 1);
        if (count == 2)
        {
            if (next == text.Length)
            {
                throw At(text.Length);
            }

            if (text[next] != '=')
            {
                throw At(next);
            }

            next = Next(text, next + 1);
        }

        if (next < text.Length)
        {
            throw At(next);
        }
    }

    private static int Next(string text, int at)
    {
        while (at < text.Length && text[at] is '\r' or '\n')
        {
            at++;
        }

        return at;
    }

    private static FormatException At(int position) => new(string.Create(CultureInfo.InvariantCulture, $"illegal base64 data at input byte {position}"));
}
