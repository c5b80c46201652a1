using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Tables;

namespace Settlement.Sandbox.Kubernetes.Kinds.Batch;

/// <summary>How jobs and cron jobs are shown.</summary>
internal static class BatchTables
{
    public static readonly TableView Jobs = new(
        [Column.Name, Column.Text("Status"), Column.Text("Completions"), Column.Text("Duration"), Column.Age, .. Column.Containers, Column.Wide("Selector")],
        (job, now) =>
        {
            var (names, images) = Shown.Containers(job.Object("spec", "template", "spec"));
            return new JsonArray(job.Name(), State(job), Completions(job), Duration(job, now), Ages.Age(job, now), names, images, Shown.Selector(job.Object("spec", "selector")));
        });

    public static readonly TableView CronJobs = new(
        [
            Column.Name, Column.Text("Schedule"), Column.Text("Timezone"), Column.Text("Suspend"), Column.Whole("Active"), Column.Text("Last Schedule"), Column.Age,
            .. Column.Containers, Column.Wide("Selector"),
        ],
        (job, now) =>
        {
            var (spec, status) = (job.Object("spec"), job.Object("status"));
            var (names, images) = Shown.Containers(spec.Object("jobTemplate", "spec", "template", "spec"));
            var last = status.Text("lastScheduleTime");
            return new JsonArray(
                job.Name(),
                spec.Text("schedule"),
                Shown.OrNone(spec.Text("timeZone")),
                spec?["suspend"] is null ? "<unset>" : spec.Flag("suspend") ? "True" : "False",
                (long)(status.Array("active")?.Count ?? 0),
                last is null ? Shown.None : Ages.Since(last, now),
                Ages.Age(job, now),
                names,
                images,
                Shown.Selector(spec.Object("jobTemplate", "spec", "selector")));
        });

    private static string State(JsonObject job)
    {
        var held = job.Object("status").Objects("conditions").Where(c => c.Text("status") == "True").Select(c => c.Text("type")).ToList();
        return held.Contains("Complete") ? "Complete"
            : held.Contains("Failed") ? "Failed"
            : job.Object("metadata").Text("deletionTimestamp") is not null ? "Terminating"
            : held.Contains("Suspended") ? "Suspended"
            : held.Contains("FailureTarget") ? "FailureTarget"
            : held.Contains("SuccessCriteriaMet") ? "SuccessCriteriaMet"
            : "Running";
    }

    private static string Completions(JsonObject job)
    {
        var done = Shown.Count(job.Object("status"), "succeeded");
        var spec = job.Object("spec");
        return spec.Number("completions") is { } wanted ? $"{done}/{wanted}"
            : spec.Number("parallelism") is { } abreast and > 1 ? $"{done}/1 of {abreast}"
            : $"{done}/1";
    }

    private static string Duration(JsonObject job, DateTimeOffset now)
    {
        var status = job.Object("status");
        return Ages.Parse(status.Text("startTime")) is { } start ? Ages.Show((Ages.Parse(status.Text("completionTime")) ?? now) - start) : "";
    }
}
