using Microsoft.AspNetCore.Http;

namespace Settlement.Sandbox.Kubernetes.Requests;

/// <summary>
/// The <c>Warning</c> headers of one answer. As in the API machinery each text comes once, and together they are limited: beyond 4,096 characters every text is cut to 256,
/// and what is more than that is left out.
/// </summary>
internal sealed class WarningHeaders
{
    private const int MostTogether = 4096;
    private const int MostOfOne = 256;
    private const string Header = "Warning";

    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];
    private int _written;
    private bool _cutting;

    /// <summary>Those of this answer.</summary>
    public static WarningHeaders Of(HttpContext http)
    {
        if (http.Items[typeof(WarningHeaders)] is not WarningHeaders headers)
        {
            http.Items[typeof(WarningHeaders)] = headers = new WarningHeaders();
        }

        return headers;
    }

    /// <summary>Adds a warning, unless the answer has begun.</summary>
    public void Add(HttpContext http, string text)
    {
        if (http.Response.HasStarted || (_cutting && _written >= MostTogether) || !_given.Add(text))
        {
            return;
        }

        _texts.Add(text);
        if (!_cutting && _written + text.Length > MostTogether)
        {
            _cutting = true;
            _written = 0;
            http.Response.Headers.Remove(Header);
            _texts.TakeWhile(_ => _written < MostTogether).ToList().ForEach(t => Write(http, t));
            return;
        }

        Write(http, text);
    }

    private void Write(HttpContext http, string text)
    {
        var shown = _cutting && text.Length > MostOfOne ? text[..MostOfOne] : text;
        _written += shown.Length;
        var quoted = shown.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        http.Response.Headers.Append(Header, $"299 - \"{new string([.. quoted.Where(c => c is >= ' ' and < '\u007f')])}\"");
    }
}
