using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Registry;
using Settlement.Sandbox.Kubernetes.Storage;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests.Selection;

/// <summary>Which objects of a kind are meant: those of a namespace, with labels and fields.</summary>
internal sealed class ObjectSelection
{
    private readonly ResourceType _type;
    private readonly LabelSelector _labels;
    private readonly FieldSelector _fields;
    private readonly string _name;

    private ObjectSelection(ResourceType type, string ns, string name, LabelSelector labels, FieldSelector fields)
    {
        (_type, Namespace, _name, _labels, _fields) = (type, ns, name, labels, fields);
        IsFiltered = name.Length > 0 || !labels.SelectsAll || !fields.SelectsAll;
    }

    /// <summary>Empty for all.</summary>
    public string Namespace { get; }

    /// <summary>Whether there is a selector beside the namespace.</summary>
    public bool IsFiltered { get; }

    /// <param name="request">Its query has the selectors.</param>
    /// <param name="type">The kind.</param>
    /// <param name="ns">Empty for all.</param>
    /// <param name="name">The only name that is meant; empty for any.</param>
    /// <exception cref="StatusException">400: a selector is wrong.</exception>
    public static ObjectSelection Read(HttpRequest request, ResourceType type, string ns, string name = "")
    {
        try
        {
            return new ObjectSelection(type, type.Namespaced ? ns : "", name, LabelSelector.Parse(request.Query["labelSelector"].ToString()), FieldSelector.Parse(request.Query["fieldSelector"].ToString(), type));
        }
        catch (FormatException e)
        {
            throw StatusException.BadRequest(e.Message);
        }
    }

    public bool Matches(StoredObject stored)
    {
        if (Namespace.Length > 0 && stored.Key.Namespace != Namespace)
        {
            return false;
        }

        if (!IsFiltered || (_name.Length > 0 && _name != stored.Key.Name))
        {
            return !IsFiltered;
        }

        var facts = SelectionFacts.Of(_type, stored);
        return _labels.Matches(facts.Labels) && _fields.Matches(stored.Key.Namespace, stored.Key.Name, facts.Fields);
    }
}

/// <summary>What selectors look at in one object; read out of it once.</summary>
internal sealed record SelectionFacts(IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Fields)
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    public static SelectionFacts Of(ResourceType type, StoredObject stored)
    {
        if (stored.Facts is { } known && ReferenceEquals(known.Type, type))
        {
            return known.Facts;
        }

        var value = ObjectForm.Read(type, stored);
        var labels = value.Object("metadata").Object("labels");
        var facts = new SelectionFacts(
            labels is null ? None : labels.ToDictionary(l => l.Key, l => l.Value is JsonValue text && text.TryGetValue<string>(out var s) ? s : "", StringComparer.Ordinal),
            type.Strategy.SelectableFieldNames.Count == 0 ? None : type.Strategy.SelectableFields(value));
        stored.Facts = new StoredFacts(type, facts);
        return facts;
    }
}
