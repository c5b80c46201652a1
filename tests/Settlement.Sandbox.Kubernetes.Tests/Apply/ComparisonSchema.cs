namespace Settlement.Sandbox.Kubernetes.Tests.Apply;

/// <summary>The kind of <see cref="TestSchema"/> as a definition for a real API server.</summary>
internal static class ComparisonSchema
{
    public const string Definition = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"runs.g.example"},
         "spec":{"group":"g.example","names":{"plural":"runs","singular":"run","kind":"Run","listKind":"RunList"},"scope":"Namespaced",
          "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},"schema":{"openAPIV3Schema":{"type":"object","properties":{
            "spec":{"type":"object","properties":{
              "settlers":{"type":"integer"},
              "market":{"type":"string"},
              "tags":{"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"set"},
              "tiers":{"type":"array","items":{"type":"object","properties":{"kind":{"type":"string"}}}},
              "labels":{"type":"object","additionalProperties":{"type":"string"}},
              "selector":{"type":"object","additionalProperties":{"type":"string"},"x-kubernetes-map-type":"atomic"},
              "any":{"x-kubernetes-preserve-unknown-fields":true},
              "ports":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["port","protocol"],"items":{"type":"object","required":["port"],
                "properties":{"port":{"type":"integer"},"protocol":{"type":"string","default":"TCP"},"name":{"type":"string"}}}}}},
            "status":{"type":"object","properties":{
              "phase":{"type":"string"},
              "members":{"type":"object","additionalProperties":{"type":"object","properties":{"ready":{"type":"boolean"},"lag":{"type":"integer"}}}},
              "conditions":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["type"],"items":{"type":"object","required":["type"],
                "properties":{"type":{"type":"string"},"status":{"type":"string"}}}}}}}}}}]}}
        """;
}
