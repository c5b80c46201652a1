using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Events;

namespace Settlement.Sandbox.Kubernetes.Tests.Kinds;

public sealed class EventFormsTests
{
    [Fact]
    public void An_event_comes_back_from_its_other_form_as_it_was()
    {
        const string text = """{"apiVersion":"v1","kind":"Event","metadata":{"name":"e"},"involvedObject":{"name":"p"},"reason":"r","message":"m","source":{"component":"c"},"firstTimestamp":null,"count":2,"reportingComponent":"x"}""";

        Assert.Equal(text, EventForms.ToCore(EventForms.ToNewer(JsonNode.Parse(text)!.AsObject())).ToJsonString());
    }

    [Fact]
    public void The_newer_form_names_things_anew_and_keeps_the_rest()
    {
        var newer = EventForms.ToNewer(JsonNode.Parse("""{"apiVersion":"v1","involvedObject":{"name":"p"},"message":"m","reason":"r"}""")!.AsObject());

        Assert.Equal("""{"apiVersion":"events.k8s.io/v1","regarding":{"name":"p"},"note":"m","reason":"r"}""", newer.ToJsonString());
    }
}
