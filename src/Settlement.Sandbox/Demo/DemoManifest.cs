namespace Settlement.Sandbox.Demo;

/// <summary>The SettlementRun of a demo day, as a person would write it.</summary>
internal static class DemoManifest
{
    /// <summary>The manifest.</summary>
    /// <param name="day">The trading day.</param>
    /// <param name="market">The market's code.</param>
    /// <param name="world">Brokers, topics and secrets.</param>
    public static string Of(DemoDay day, string market, SandboxWorld world) =>
        $$"""
        apiVersion: settlement.marketclose.io/v1alpha1
        kind: SettlementRun
        metadata:
          name: {{day.Run}}
          namespace: {{SandboxWorld.Namespace}}
        spec:
          market: {{market}}
          tradingDay: "{{day.Text}}"
          revision: 1
          settlers: {{DemoDay.Settlers}}
          consumption:
            groupMode: Distinct
            groupId: {{market.ToLowerInvariant()}}-settlement
            recovery: Checkpoint
            kafka:
              bootstrapServers: {{world.Kafka.BootstrapServers}}
              topic: {{world.Options.TradeTopic}}
          close:
            marker: {{(day.ClosesOnMarker ? "true" : "false")}}
          tradeStore:
            connection:
              secretRef: {name: {{SandboxWorld.DatabasesSecret}}, key: {{SandboxWorld.TradeStoreKey}}}
          ledger:
            connection:
              secretRef: {name: {{SandboxWorld.DatabasesSecret}}, key: {{SandboxWorld.LedgerKey}}}
          publication:
            topicPrefix: {{world.Options.TopicPrefix}}

        """;
}
