using System.Collections;
using System.Reflection;
using System.Text.Json;
using k8s;
using k8s.Models;
using Settlement.Kubernetes.Resources;
using Settlement.Kubernetes.Tests.Support;

namespace Settlement.Kubernetes.Tests.Resources;

/// <summary>The schema and the types must say the same.</summary>
public class CustomResourceDefinitionTests
{
    private static readonly V1JSONSchemaProps Schema = KubernetesYaml
        .Deserialize<V1CustomResourceDefinition>(File.ReadAllText(KubeLite.RepositoryFile("deploy", "crd", "settlementruns.yaml")))
        .Spec.Versions.Single().Schema.OpenAPIV3Schema;

    [Fact]
    public void Every_property_of_the_types_is_in_the_schema_and_back() => Assert.Empty(Differences(typeof(SettlementRun), Schema, ""));

    [Fact]
    public void Every_field_of_the_schema_is_explained() => Assert.Empty(Unexplained(Schema, ""));

    [Fact]
    public void Each_refused_Kafka_property_has_its_rule_and_the_same_words()
    {
        var rules = Schema.Properties["spec"].Properties["consumption"].Properties["kafka"].Properties["properties"].XKubernetesValidations;
        Assert.Equal(
            KafkaProperties.Refused.Keys.Order(StringComparer.Ordinal).Select(name => ($"!('{name}' in self)", KafkaProperties.FindRefused([name]).Single())),
            rules.Select(rule => (rule.Rule, rule.Message)).OrderBy(pair => pair.Rule, StringComparer.Ordinal));
    }

    [Fact]
    public void Defaults_of_the_schema_are_those_of_the_types()
    {
        var spec = Samples.Run().Spec;
        var properties = Schema.Properties["spec"].Properties;
        Assert.Equal(spec.Revision, Default(properties["revision"]).GetInt32());
        Assert.Equal(spec.Settlers, Default(properties["settlers"]).GetInt32());
        Assert.Equal(spec.Consumption.OnFailure.Retries, Default(properties["consumption"].Properties["onFailure"].Properties["retries"]).GetInt32());
        Assert.Equal(spec.Consumption.OnFailure.Then.ToString(), Default(properties["consumption"].Properties["onFailure"].Properties["then"]).GetString());
        Assert.Equal(spec.Consumption.GroupMode.ToString(), Default(properties["consumption"].Properties["groupMode"]).GetString());
        Assert.Equal(spec.Consumption.Recovery.ToString(), Default(properties["consumption"].Properties["recovery"]).GetString());
        Assert.Equal(spec.Close.DrainTimeout, Default(properties["close"].Properties["drainTimeout"]).GetString());
        Assert.Equal(spec.Publication.TopicPrefix, Default(properties["publication"].Properties["topicPrefix"]).GetString());
        Assert.Equal(Durations.Pattern, properties["close"].Properties["drainTimeout"].Pattern);
        Assert.Equal(SpecValidation.MaxSettlers, properties["settlers"].Maximum);
    }

    private static IEnumerable<string> Differences(Type type, V1JSONSchemaProps schema, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (path is ".metadata" || type == typeof(V1Condition)) yield break;
        if (type.IsEnum)
        {
            var known = schema.EnumProperty?.Select(value => value.ToString()).Order() ?? Enumerable.Empty<string?>();
            if (!known.SequenceEqual(Enum.GetNames(type).Order())) yield return $"{path}: values differ";
        }
        else if (type == typeof(string) || type.IsPrimitive || type == typeof(DateTime))
        {
            var expected = type == typeof(string) || type == typeof(DateTime) ? "string" : type == typeof(bool) ? "boolean" : "integer";
            if (schema.Type != expected) yield return $"{path}: is {schema.Type}, should be {expected}";
        }
        else if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDictionary<,>))
        {
            foreach (var difference in Differences(type.GetGenericArguments()[1], Additional(schema), path + ".*")) yield return difference;
        }
        else if (typeof(IEnumerable).IsAssignableFrom(type))
        {
            if (schema.Type != "array") yield return $"{path}: is {schema.Type}, should be array";
        }
        else
        {
            var properties = type.GetProperties(BindingFlags.Instance | BindingFlags.Public).ToDictionary(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name), p => p.PropertyType);
            var inSchema = schema.Properties ?? new Dictionary<string, V1JSONSchemaProps>();
            foreach (var name in properties.Keys.Except(inSchema.Keys)) yield return $"{path}.{name}: not in the schema";
            foreach (var name in inSchema.Keys.Except(properties.Keys)) yield return $"{path}.{name}: not in the type";
            foreach (var difference in properties.Where(p => inSchema.ContainsKey(p.Key)).SelectMany(p => Differences(p.Value, inSchema[p.Key], $"{path}.{p.Key}"))) yield return difference;
        }
    }

    private static IEnumerable<string> Unexplained(V1JSONSchemaProps schema, string path)
    {
        foreach (var (name, child) in schema.Properties ?? new Dictionary<string, V1JSONSchemaProps>())
        {
            if (path.Length == 0 && name == "metadata") continue;
            if (string.IsNullOrWhiteSpace(child.Description)) yield return $"{path}.{name}";
            foreach (var inner in Unexplained(child, $"{path}.{name}")) yield return inner;
        }

        if (schema.AdditionalProperties is not null && Additional(schema).Properties is not null)
        {
            foreach (var inner in Unexplained(Additional(schema), path + ".*")) yield return inner;
        }
    }

    private static V1JSONSchemaProps Additional(V1JSONSchemaProps schema) => KubernetesJson.Deserialize<V1JSONSchemaProps>(KubernetesJson.Serialize(schema.AdditionalProperties));

    private static JsonElement Default(V1JSONSchemaProps schema) => JsonDocument.Parse(KubernetesJson.Serialize(schema.DefaultProperty)).RootElement;
}
