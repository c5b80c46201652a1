using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.CustomResources;

namespace Settlement.Sandbox.Kubernetes.Tests.CustomResources;

public sealed class PrinterColumnsTests
{
    private static readonly DateTimeOffset Now = new(2013, 10, 8, 22, 0, 0, TimeSpan.Zero);

    private const string Value = """
        {"metadata":{"name":"n","creationTimestamp":"2013-10-08T21:59:57Z","annotations":{"a.b/c":"dotted"}},
         "spec":{"i":5,"f":2.7,"b":true,"s":"text","o":{"x":1},"list":[{"v":1},{"v":2},{"v":3}],"null":null,"late":"2013-10-08T23:00:00Z"},
         "status":{"conditions":[{"type":"Ready","status":"False","count":1},{"type":"Done","status":"True","count":3,"extra":1}]}}
        """;

    [Theory]
    [InlineData("string", ".spec.s", "\"text\"")]
    [InlineData("string", ".spec.i", "\"5\"")]
    [InlineData("string", ".spec.b", "\"true\"")]
    [InlineData("string", ".spec.o", """ "{\"x\":1}" """)]
    [InlineData("string", ".spec.absent.deeper", "null")]
    [InlineData("string", ".spec.null", "null")]
    [InlineData("integer", ".spec.f", "2")]
    [InlineData("integer", ".spec.s", "null")]
    [InlineData("number", ".spec.f", "2.7")]
    [InlineData("boolean", ".spec.b", "true")]
    [InlineData("boolean", ".spec.s", "null")]
    [InlineData("date", ".metadata.creationTimestamp", "\"3s\"")]
    [InlineData("date", ".spec.late", "\"<invalid>\"")]
    [InlineData("date", ".spec.s", "\"<invalid>\"")]
    [InlineData("date", ".spec.i", "null")]
    [InlineData("string", """.status.conditions[?(@.type=="Done")].status""", "\"True\"")]
    [InlineData("string", """.status.conditions[?(@.type=='Absent')].status""", "null")]
    [InlineData("string", """.status.conditions[?(@.count>=2)].type""", "\"Done\"")]
    [InlineData("string", """.status.conditions[?(@.extra)].type""", "\"Done\"")]
    [InlineData("string", """.status.conditions[?(@.type!="Ready")].type""", "\"Done\"")]
    [InlineData("integer", ".spec.list[1].v", "2")]
    [InlineData("integer", ".spec.list[-1].v", "3")]
    [InlineData("integer", ".spec.list[1:].v", "2")]
    [InlineData("integer", ".spec.list[*].v", "1")]
    [InlineData("integer", ".spec.list[7].v", "null")]
    [InlineData("string", ".metadata.annotations.a\\.b/c", "\"dotted\"")]
    [InlineData("string", ".metadata.annotations['a.b/c']", "\"dotted\"")]
    [InlineData("integer", "..v", "1")]
    public void Cell_has_the_type_of_its_column(string type, string path, string cell)
    {
        var columns = new PrinterColumns([new JsonObject { ["name"] = "C", ["type"] = type, ["jsonPath"] = path }]);

        var cells = columns.Cells(Schemas.Object(Value), Now);

        Assert.Equal("n", cells[0]!.GetValue<string>());
        Assert.Equal(cell.Trim(), cells[1]?.ToJsonString(Json.Compact) ?? "null");
    }

    [Fact]
    public void Without_columns_there_is_the_age()
    {
        var columns = new PrinterColumns([]);

        Assert.Equal(["Name", "Age"], columns.Columns.Select(c => c.Name));
        Assert.Equal("3s", columns.Cells(Schemas.Object(Value), Now)[1]!.GetValue<string>());
    }

    [Fact]
    public void Column_without_a_description_tells_its_path()
    {
        var columns = new PrinterColumns([new JsonObject { ["name"] = "Day", ["type"] = "string", ["jsonPath"] = ".spec.day", ["priority"] = 1 }]);

        Assert.Equal(("Custom resource definition column (in JSONPath format): .spec.day", 1), (columns.Columns[1].Description, columns.Columns[1].Priority));
    }

    [Theory]
    [InlineData(".x[")]
    [InlineData(".x{")]
    [InlineData(".x[?(@.a==\"b\"]")]
    [InlineData(".x[1:2:0]")]
    [InlineData(".x[b]")]
    public void Path_that_cannot_be_read_gives_the_usual_table(string path) =>
        Assert.Equal(["Name", "Age"], new PrinterColumns([new JsonObject { ["name"] = "C", ["type"] = "string", ["jsonPath"] = path }]).Columns.Select(c => c.Name));
}
