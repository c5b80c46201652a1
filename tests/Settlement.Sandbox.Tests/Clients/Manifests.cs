namespace Settlement.Sandbox.Tests.Clients;

internal static class Manifests
{
    public static string Prices(string tick) => $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: prices
          labels:
            book: gold
        data:
          tick: "{{tick}}"
        """;

    /// <summary>Pods that say <paramref name="word"/> and are ready.</summary>
    public static string Deployment(string name, int replicas, string word) => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{name}}
        spec:
          replicas: {{replicas}}
          selector:
            matchLabels:
              app: {{name}}
          template:
            metadata:
              labels:
                app: {{name}}
            spec:
              terminationGracePeriodSeconds: 5
              containers:
              - name: main
                image: {{ClientCluster.Image}}
                args:
                - echo {{word}}; exec sleep 1000
        """;

    public static string Budget(string app) => $$"""
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata:
          name: {{app}}
        spec:
          minAvailable: 2
          selector:
            matchLabels:
              app: {{app}}
        """;

    public const string VenueDefinition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: venues.clients.example.com
        spec:
          group: clients.example.com
          scope: Namespaced
          names:
            kind: Venue
            plural: venues
            singular: venue
            shortNames: [vn]
          versions:
          - name: v1
            served: true
            storage: true
            subresources:
              status: {}
              scale:
                specReplicasPath: .spec.gateways
                statusReplicasPath: .status.gateways
            additionalPrinterColumns:
            - name: City
              type: string
              jsonPath: .spec.city
            - name: Phase
              type: string
              jsonPath: .status.phase
            schema:
              openAPIV3Schema:
                type: object
                required: [spec]
                properties:
                  spec:
                    description: What the venue is.
                    type: object
                    required: [city]
                    properties:
                      city:
                        description: Where the venue is.
                        type: string
                        minLength: 2
                      gateways:
                        type: integer
                        minimum: 1
                        default: 2
                  status:
                    type: object
                    properties:
                      phase:
                        type: string
                      gateways:
                        type: integer
        """;

    public static string Venue(string city) => $$"""
        apiVersion: clients.example.com/v1
        kind: Venue
        metadata:
          name: comex
        spec:
          city: {{city}}
        """;
}
