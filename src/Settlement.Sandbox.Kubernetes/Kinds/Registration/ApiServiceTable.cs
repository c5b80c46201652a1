using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Tables;

namespace Settlement.Sandbox.Kubernetes.Kinds.Registration;

/// <summary>How API services are shown.</summary>
internal static class ApiServiceTable
{
    public static readonly TableView View = new(
        [Column.Name, Column.Text("Service"), Column.Text("Available"), Column.Age],
        (service, now) =>
        {
            var backend = service.Object("spec", "service");
            var available = service.Object("status").Objects("conditions").FirstOrDefault(c => c.Text("type") == "Available");
            return new JsonArray(
                service.Name(),
                backend is null ? "Local" : $"{backend.Text("namespace")}/{backend.Text("name")}",
                available is null ? "Unknown" : available.Text("status") == "True" ? "True" : $"{available.Text("status")} ({available.Text("reason")})",
                Ages.Age(service, now));
        });
}
