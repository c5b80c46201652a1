using System.Globalization;

namespace Settlement.Sandbox.Kubernetes.Requests.Selection;

/// <summary>A selector by labels, as it stands in a query: <c>app=web,tier in (a,b),!old</c>.</summary>
internal sealed class LabelSelector
{
    public static readonly LabelSelector Everything = new([]);

    private readonly IReadOnlyList<Requirement> _requirements;

    private LabelSelector(IReadOnlyList<Requirement> requirements) => _requirements = requirements;

    public bool SelectsAll => _requirements.Count == 0;

    /// <exception cref="FormatException">The text is no selector; the message says where.</exception>
    public static LabelSelector Parse(string text) => text.Length == 0 ? Everything : new LabelSelector(new LabelParser(text).Parse());

    public bool Matches(IReadOnlyDictionary<string, string> labels) => _requirements.All(r => r.Matches(labels));

    /// <summary>One condition on one label.</summary>
    internal sealed record Requirement(string Key, LabelToken Operator, IReadOnlyCollection<string> Values)
    {
        public bool Matches(IReadOnlyDictionary<string, string> labels)
        {
            var present = labels.TryGetValue(Key, out var value);
            return Operator switch
            {
                LabelToken.Identifier => present,
                LabelToken.Not => !present,
                LabelToken.In or LabelToken.Equals or LabelToken.DoubleEquals => present && Values.Contains(value!),
                LabelToken.NotIn or LabelToken.NotEquals => !present || !Values.Contains(value!),
                LabelToken.Greater => present && Number(value!) is { } number && Number(Values.First()) < number,
                LabelToken.Less => present && Number(value!) is { } number && Number(Values.First()) > number,
                _ => false,
            };
        }

        private static long? Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
