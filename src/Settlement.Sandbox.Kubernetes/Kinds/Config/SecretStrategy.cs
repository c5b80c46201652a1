using System.Text;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Config;

/// <summary>Secrets.</summary>
internal sealed class SecretStrategy() : KindStrategy(ConfigTables.Secrets, KindTraits.Usual)
{
    private const string AccountName = "kubernetes.io/service-account.name";

    /// <summary>What secrets of a type must hold.</summary>
    private static readonly Dictionary<string, string[]> Keys = new(StringComparer.Ordinal)
    {
        ["kubernetes.io/tls"] = ["tls.crt", "tls.key"],
        ["kubernetes.io/dockerconfigjson"] = [".dockerconfigjson"],
        ["kubernetes.io/dockercfg"] = [".dockercfg"],
        ["kubernetes.io/ssh-auth"] = ["ssh-privatekey"],
    };

    public override void Default(JsonObject value)
    {
        value.Missing("type", "Opaque");
        if (value.Object("stringData") is { Count: > 0 } texts)
        {
            var data = value.Part("data");
            foreach (var (key, text) in texts)
            {
                data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text?.GetValue<string>() ?? ""));
            }
        }

        value.Remove("stringData");
    }

    public override void Validate(JsonObject value, RequestScope scope, List<FieldError> errors)
    {
        var data = value.Object("data") ?? [];
        ConfigKeys.Check(data, "data", errors);
        if (data.Sum(pair => ConfigKeys.DecodedLength(pair.Value)) > ConfigKeys.MostBytes)
        {
            errors.Add(FieldError.TooLong("data", ConfigKeys.MostBytes));
        }

        var type = value.Text("type") ?? "";
        foreach (var key in Keys.GetValueOrDefault(type, []).Where(key => !data.ContainsKey(key)))
        {
            errors.Add(FieldError.Required($"data[{key}]"));
        }

        if (type == "kubernetes.io/service-account-token" && value.Object("metadata", "annotations").Text(AccountName) is null or "")
        {
            errors.Add(FieldError.Required($"metadata.annotations[{AccountName}]"));
        }
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, RequestScope scope, List<FieldError> errors)
    {
        errors.Unchanged(value, old, "", "type");
        ConfigKeys.CheckImmutable(value, old, ["data"], errors);
        Validate(value, scope, errors);
    }

    public override IReadOnlyCollection<string> SelectableFieldNames { get; } = ["type"];

    public override IReadOnlyDictionary<string, string> SelectableFields(JsonObject value) => new Dictionary<string, string> { ["type"] = value.Text("type") ?? "" };
}
