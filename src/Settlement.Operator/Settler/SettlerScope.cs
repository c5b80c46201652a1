using System.Collections;

namespace Settlement.Operator.Settler;

/// <summary>
/// What every log message of a settler carries: run, pod, and, as soon as they are known, market, trading day and epoch. One scope lasts the
/// process's life, and its values are those at the time of the message.
/// </summary>
internal sealed class SettlerScope(string run, string pod) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private volatile KeyValuePair<string, object?>[] _values = [new("run", run), new("pod", pod)];

    /// <inheritdoc/>
    public int Count => _values.Length;

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => _values[index];

    /// <summary>Adds a value, or replaces the one of that name.</summary>
    public void Set(string name, object value)
    {
        if (!_values.Any(v => v.Key == name && Equals(v.Value, value)))
            _values = [.. _values.Where(v => v.Key != name), new(name, value)];
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.AsEnumerable().GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', _values.Select(static v => $"{v.Key}={v.Value}"));

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
