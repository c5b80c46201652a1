using System.Text;

namespace Settlement.Sandbox.Kubernetes.CustomResources;

/// <summary>Where in an object; becomes text only when something is wrong there.</summary>
internal sealed class FieldPath
{
    public static readonly FieldPath Root = new(null, null, 0);

    private readonly FieldPath? _parent;
    private readonly string? _name;
    private readonly int _index;

    private FieldPath(FieldPath? parent, string? name, int index)
    {
        _parent = parent;
        _name = name;
        _index = index;
    }

    public FieldPath Member(string name) => new(this, name, 0);

    public FieldPath Element(int index) => new(this, null, index);

    /// <summary>Such as <c>spec.tags[1]</c>; empty for the root.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Write(text);
        return text.ToString();
    }

    private void Write(StringBuilder text)
    {
        if (_parent is null)
        {
            return;
        }

        _parent.Write(text);
        if (_name is null)
        {
            text.Append('[').Append(_index).Append(']');
        }
        else
        {
            text.Append(text.Length == 0 ? "" : ".").Append(_name);
        }
    }
}
