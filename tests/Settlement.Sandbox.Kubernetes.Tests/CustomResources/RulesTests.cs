using System.Diagnostics;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.CustomResources;
using Settlement.Sandbox.Kubernetes.CustomResources.Definitions;
using Settlement.Sandbox.Kubernetes.CustomResources.Expressions;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Tests.CustomResources;

/// <summary>Rules of definitions. What is expected was answered by the real machinery to the same rules and values.</summary>
public sealed class RulesTests
{
    private const string Properties = """
        {"i":{"type":"integer"},"n":{"type":"number"},"s":{"type":"string","maxLength":20},"us":{"type":"string"},"b":{"type":"boolean"},"l":{"type":"array","maxItems":10,"items":{"type":"string","maxLength":10}},
         "il":{"type":"array","maxItems":10,"items":{"type":"integer"}},"ul":{"type":"array","items":{"type":"string"}},"m":{"type":"object","maxProperties":10,"additionalProperties":{"type":"string","maxLength":10}},
         "ios":{"x-kubernetes-int-or-string":true},"d":{"type":"string","format":"duration"},"t":{"type":"string","format":"date-time"},"dt":{"type":"string","format":"date"},"by":{"type":"string","format":"byte"},
         "o":{"type":"object","properties":{"a":{"type":"string"},"x-y":{"type":"string"}}},"any":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}
        """;

    [Theory]
    [InlineData("self.i == 1", """{"i":1}""")]
    [InlineData("self.n > 1 && self.i < 1.5", """{"n":2.5,"i":1}""")]
    [InlineData("self.ios == 'a' || self.ios > 1", """{"ios":2}""")]
    [InlineData("self.s == 'a' || self.i == 1", """{"i":1}""")]
    [InlineData("!has(self.s) && has(self.i)", """{"i":1}""")]
    [InlineData("self.?o.?a.orValue('q') == 'q'", """{"o":{}}""")]
    [InlineData("self.l.all(x, x in self.m) && self.l.exists(x, x == 'a') && self.l.exists_one(x, x.startsWith('b'))", """{"l":["a","b"],"m":{"a":"1","b":"2"}}""")]
    [InlineData("self.l.map(x, x.size()).sum() == 3 && self.l.filter(x, x != 'a') == ['bc']", """{"l":["a","bc"]}""")]
    [InlineData("self.l.all(i, x, i >= 0) && self.l.transformList(i, x, x + string(i)) == ['a0']", """{"l":["a"]}""")]
    [InlineData("self.il.isSorted() && self.il.min() == 1 && self.il.max() == 3 && self.il.indexOf(2) == 1", """{"il":[1,2,3]}""")]
    [InlineData("self.il.reverse() == [3,2,1] && self.il.slice(0,1) == [1] && self.il.first().value() == 1 && self.il.distinct().size() == 3", """{"il":[1,2,3]}""")]
    [InlineData("self.d < duration('1h') && self.d.getMinutes() == 30", """{"d":"30m"}""")]
    [InlineData("self.t < timestamp('2014-01-01T00:00:00Z') && self.t.getFullYear() == 2013", """{"t":"2013-10-08T21:15:00Z"}""")]
    [InlineData("self.dt == timestamp('2013-10-08T00:00:00Z')", """{"dt":"2013-10-08"}""")]
    [InlineData("self.by == b'a' && size(self.by) == 1", """{"by":"YQ=="}""")]
    [InlineData("self.o.x__dash__y == 'a' && self.m.foo == 'b' && self.m['foo'] == 'b'", """{"o":{"x-y":"a"},"m":{"foo":"b"}}""")]
    [InlineData("self.s.lowerAscii() == 'ab-cd' && self.s.upperAscii() == 'AB-CD' && self.s.indexOf('-') == 2 && self.s.charAt(0) == 'a'", """{"s":"aB-cD"}""")]
    [InlineData("self.s.split('-') == ['aB','cD'] && self.s.split('-').join('+') == 'aB+cD' && self.s.replace('-','') == 'aBcD' && self.s.substring(1,2) == 'B'", """{"s":"aB-cD"}""")]
    [InlineData("self.s.find('[0-9]+') == '12' && self.s.findAll('[0-9]') == ['1','2'] && self.s.matches('^a[0-9]+$') && ' a '.trim() == 'a'", """{"s":"a12"}""")]
    [InlineData("'%s has %d, %.2f'.format([self.s, self.i, self.n]) == 'x has 3, 1.50'", """{"s":"x","i":3,"n":1.5}""")]
    [InlineData("quantity('1Gi').isGreaterThan(quantity('500M')) && quantity('500m').add(quantity('0.5')).asInteger() == 1 && !isQuantity('x')", """{}""")]
    [InlineData("url('https://a.b:80/c?d=e').getHost() == 'a.b:80' && url('https://a.b/c?d=e').getQuery() == {'d':['e']} && url('https://a.b/c?d').getEscapedPath() == '/c' && !isURL('zz')", """{}""")]
    [InlineData("ip('10.1.2.3').family() == 4 && cidr('10.0.0.0/8').containsIP('10.1.2.3') && cidr('10.1.0.0/16').prefixLength() == 16 && !isIP('1.2.3') && cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')", """{}""")]
    [InlineData("sets.contains([1,2],[1]) && sets.intersects([1],[1,2]) && !sets.equivalent([1],[2])", """{}""")]
    [InlineData("type(self.i) == int && int('3') == 3 && double('1.5') == 1.5 && string(1) == '1' && bool('true')", """{"i":1}""")]
    [InlineData("optional.of(1).optMap(x, x + 1).value() == 2 && optional.none().orValue(3) == 3", """{}""")]
    [InlineData("\"a\\n\" + r'\\n' + '''q''' == 'a\\n\\\\nq' && 0x10 == 16 && 1u + 2u == 3u", """{}""")]
    [InlineData("self.il[0] == 1 ? self.i == 2 : self.i == 3", """{"il":[1],"i":2}""")]
    public void Rules_that_hold_refuse_nothing(string rule, string spec) => Assert.Empty(Evaluate(rule, spec));

    [Theory]
    [InlineData("self.i == 1", """{"i":2}""", "spec: Invalid value: failed rule: self.i == 1")]
    [InlineData("self.s == 'a'", "{}", "spec: Invalid value: \"object\": no such key: s evaluating rule: self.s == 'a'")]
    [InlineData("self.il[3] == 1", """{"il":[1]}""", "spec: Invalid value: \"object\": index out of bounds: 3 evaluating rule: self.il[3] == 1")]
    [InlineData("self.i / 0 == 1", """{"i":1}""", "spec: Invalid value: \"object\": division by zero evaluating rule: self.i / 0 == 1")]
    [InlineData("self.i % 0 == 1", """{"i":1}""", "spec: Invalid value: \"object\": modulus by zero evaluating rule: self.i % 0 == 1")]
    [InlineData("self.i * 9223372036854775807 > 1", """{"i":3}""", "spec: Invalid value: \"object\": integer overflow evaluating rule: self.i * 9223372036854775807 > 1")]
    [InlineData("self.ios > 1", """{"ios":"a"}""", "spec: Invalid value: \"object\": 'no such overload': call arguments did not match a supported operator, function or macro signature for rule: self.ios > 1")]
    [InlineData("self.m['q'] == 'a'", """{"m":{}}""", "spec: Invalid value: \"object\": no such key: q evaluating rule: self.m['q'] == 'a'")]
    [InlineData("self.us.matches(self.s)", """{"us":"a","s":"["}""", "spec: Invalid value: \"object\": error parsing regexp: missing closing ]: `[` evaluating rule: self.us.matches(self.s)")]
    [InlineData("duration(self.s) > duration('1h')", """{"s":"zz"}""", "spec: Invalid value: \"object\": type conversion error from 'string' to 'google.protobuf.Duration' evaluating rule: duration(self.s) > duration('1h')")]
    [InlineData("int(self.s) > 1", """{"s":"zz"}""", "spec: Invalid value: \"object\": type conversion error from 'string' to 'int' evaluating rule: int(self.s) > 1")]
    [InlineData("quantity(self.s).isInteger()", """{"s":"zz"}""", "spec: Invalid value: \"object\": quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$' evaluating rule: quantity(self.s).isInteger()")]
    [InlineData("ip(self.s).family()==4", """{"s":"zz"}""", "spec: Invalid value: \"object\": IP Address \"zz\" parse error during conversion from string: ParseAddr(\"zz\"): unable to parse IP evaluating rule: ip(self.s).family()==4")]
    [InlineData("self.s.substring(5) == 'a'", """{"s":"zz"}""", "spec: Invalid value: \"object\": index out of range: 5 evaluating rule: self.s.substring(5) == 'a'")]
    [InlineData("self.il.min() == 1", """{"il":[]}""", "spec: Invalid value: \"object\": min called on empty list evaluating rule: self.il.min() == 1")]
    [InlineData("self.?s.value() == 'a'", "{}", "spec: Invalid value: \"object\": optional.none() dereference evaluating rule: self.?s.value() == 'a'")]
    [InlineData("  self.s == 'a'  ", """{"s":"q"}""", "spec: Invalid value: failed rule: self.s == 'a'")]
    public void Rules_that_do_not_hold_refuse_in_the_words_of_the_machinery(string rule, string spec, string error) => Assert.Equal([error], Evaluate(rule, spec));

    [Theory]
    [InlineData("""{"message":"m","reason":"FieldValueDuplicate"}""", "spec: Duplicate value")]
    [InlineData("""{"fieldPath":".o.a","reason":"FieldValueRequired"}""", "spec.o.a: Required value: failed rule: self.i == 1")]
    [InlineData("""{"reason":"FieldValueForbidden","message":"no"}""", "spec: Forbidden: no")]
    [InlineData("""{"messageExpression":"'got %d'.format([self.i])"}""", "spec: Invalid value: got 2")]
    [InlineData("""{"message":"x","messageExpression":"'a\\nb'"}""", "spec: Invalid value: x")]
    [InlineData("""{"messageExpression":"self.s"}""", "spec: Invalid value: failed rule: self.i == 1")]
    public void A_rule_says_where_and_why(string more, string error) => Assert.Equal([error], Evaluate("self.i == 1", """{"i":2}""", more: more));

    [Theory]
    [InlineData("""{"type":"string"}""", "self=='a'", "\"b\"", "spec.q: Invalid value: \"b\": failed rule: self=='a'")]
    [InlineData("""{"type":"number"}""", "self==1.0", "2.5", "spec.q: Invalid value: 2.5: failed rule: self==1.0")]
    [InlineData("""{"type":"boolean"}""", "self", "false", "spec.q: Invalid value: false: failed rule: self")]
    [InlineData("""{"type":"array","items":{"type":"string"}}""", "self.size()==1", "[]", "spec.q: Invalid value: failed rule: self.size()==1")]
    [InlineData("""{"type":"array","items":{"type":"string"}}""", "self[3]=='a'", "[]", "spec.q: Invalid value: \"array\": index out of bounds: 3 evaluating rule: self[3]=='a'")]
    [InlineData("""{"x-kubernetes-int-or-string":true}""", "self>'a'", "3", "spec.q: Invalid value: \"\": 'no such overload': call arguments did not match a supported operator, function or macro signature for rule: self>'a'")]
    public void Scalars_are_shown_and_other_values_are_not(string schema, string rule, string value, string error)
    {
        var property = JsonNode.Parse(schema)!.AsObject();
        property["x-kubernetes-validations"] = new JsonArray(new JsonObject { ["rule"] = rule });
        var whole = Schemas.Whole(new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["q"] = property } }.ToJsonString());

        Assert.Equal([error], Check(whole, $$"""{"q":{{value}}}""", null, []));
    }

    [Fact]
    public void A_transition_needs_a_value_before_unless_the_rule_takes_its_absence()
    {
        Assert.Empty(Evaluate("self.i == oldSelf.i", """{"i":2}"""));
        Assert.Equal(["spec: Invalid value: failed rule: self.i == oldSelf.i"], Evaluate("self.i == oldSelf.i", """{"i":2}""", """{"i":1}"""));
        Assert.Equal(["spec: Invalid value: failed rule: oldSelf.hasValue() || self.i == 1"], Evaluate("oldSelf.hasValue() || self.i == 1", """{"i":3}""", more: """{"optionalOldSelf":true}"""));
        Assert.Empty(Evaluate("oldSelf.hasValue() || self.i == 1", """{"i":3}""", """{"i":2}""", """{"optionalOldSelf":true}"""));
    }

    [Fact]
    public void Elements_told_apart_by_keys_have_a_value_before_and_others_have_none()
    {
        const string Items = """{"type":"object","properties":{"k":{"type":"string"},"v":{"type":"integer","x-kubernetes-validations":[{"rule":"self >= oldSelf","message":"only up"}]}}}""";
        var keyed = Schemas.Whole($$$"""{"type":"object","properties":{"q":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],"items":{{{Items}}} } } }""");
        var plain = Schemas.Whole($$$"""{"type":"object","properties":{"q":{"type":"array","items":{{{Items}}} } } }""");
        const string Before = """{"q":[{"k":"a","v":1},{"k":"b","v":5}]}""";

        Assert.Equal(["spec.q[0].v: Invalid value: 4: only up"], Check(keyed, """{"q":[{"k":"b","v":4},{"k":"a","v":2},{"k":"c","v":0}]}""", Before, []));
        Assert.Empty(Check(plain, """{"q":[{"k":"b","v":0}]}""", Before, []));
        Assert.Equal(["s.properties[spec].properties[q].items.properties[v].x-kubernetes-validations[0].rule: Invalid value: \"self >= oldSelf\": "
            + "oldSelf cannot be used on the uncorrelatable portion of the schema within s.properties[spec].properties[q]"], Defined(plain));
    }

    [Fact]
    public void What_was_wrong_before_an_update_and_did_not_change_is_warned_of()
    {
        var schema = Schemas.Whole("""{"type":"object","properties":{"i":{"type":"integer"},"q":{"type":"string","x-kubernetes-validations":[{"rule":"self == 'a'"}]}}}""");
        var warnings = new List<string>();

        Assert.Empty(Check(schema, """{"q":"b","i":2}""", """{"q":"b","i":1}""", warnings));
        Assert.Equal(["spec.q: Invalid value: \"b\": failed rule: self == 'a'"], warnings);
    }

    [Theory]
    [InlineData("self.zz == 1", ":1:5: undefined field 'zz'\\n | self.zz == 1\\n | ....^")]
    [InlineData("foo == 1", ":1:1: undeclared reference to 'foo' (in container '')\\n | foo == 1\\n | ^")]
    [InlineData("self.i == 's'", ":1:8: found no matching overload for '_==_' applied to '(int, string)'\\n | self.i == 's'\\n | .......^")]
    [InlineData("self.l.all(x, x.foo)", ":1:16: type 'string' does not support field selection\\n | self.l.all(x, x.foo)\\n | ...............^")]
    [InlineData("self.s.nope()", ":1:12: undeclared reference to 'nope' (in container '')\\n | self.s.nope()\\n | ...........^")]
    [InlineData("has(self)", ":1:5: invalid argument to has() macro\\n | has(self)\\n | ....^")]
    [InlineData("has(self.s.x)", ":1:4: type 'string' does not support field selection\\n | has(self.s.x)\\n | ...^")]
    [InlineData("self.l.all(1, true)", ":1:12: argument must be a simple name\\n | self.l.all(1, true)\\n | ...........^")]
    [InlineData("!self.i", ":1:1: found no matching overload for '!_' applied to '(int)'\\n | !self.i\\n | ^")]
    [InlineData("self.b ? 1 : 'a'", ":1:8: found no matching overload for '_?_:_' applied to '(bool, int, string)'\\n | self.b ? 1 : 'a'\\n | .......^")]
    [InlineData("self.s.matches('[')", ":1:16: invalid matches argument\\n | self.s.matches('[')\\n | ...............^")]
    [InlineData("self.l['a']=='a'", ":1:7: found no matching overload for '_[_]' applied to '(list(string), string)'\\n | self.l['a']=='a'\\n | ......^")]
    [InlineData("[1,'a'].size() > 1", ":1:4: expected type 'int' but found 'string'\\n | [1,'a'].size() > 1\\n | ...^")]
    [InlineData("self.i in self.l", ":1:8: found no matching overload for '@in' applied to '(int, list(string))'\\n | self.i in self.l\\n | .......^")]
    [InlineData("self.l == self.il", ":1:8: found no matching overload for '_==_' applied to '(list(string), list(int))'\\n | self.l == self.il\\n | .......^")]
    [InlineData("'a' < 'b' < 'c'", ":1:11: found no matching overload for '_<_' applied to '(bool, string)'\\n | 'a' < 'b' < 'c'\\n | ..........^")]
    [InlineData("self.s.reverse() == 'a'", ":1:15: found no matching overload for 'reverse' applied to 'string.()'\\n | self.s.reverse() == 'a'\\n | ..............^")]
    [InlineData("self ===", ":1:8: Syntax error: token recognition error at: '='\\n | self ===\\n | .......^\\nERROR: <input>:1:9: Syntax error: mismatched input '<EOF>' expecting "
        + "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\\n | self ===\\n | ........^")]
    public void A_rule_that_does_not_compile_refuses_the_definition(string rule, string why) =>
        Assert.EndsWith($": compilation failed: ERROR: <input>{why.Replace("\\n", "\n", StringComparison.Ordinal)}", Assert.Single(Defined(WithRule(rule))), StringComparison.Ordinal);

    [Fact]
    public void A_rule_gives_a_bool_and_a_message_a_string()
    {
        Assert.EndsWith("rule: Invalid value: {\"Rule\":\"self.i\",\"Message\":\"\",\"MessageExpression\":\"\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: cel expression must evaluate to a bool",
            Assert.Single(Defined(WithRule("self.i"))), StringComparison.Ordinal);
        Assert.EndsWith("messageExpression must evaluate to a string", Assert.Single(Defined(WithRule("true", """{"messageExpression":"1"}"""))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("self.ul.all(x, self.ul.all(y, x==y))", false)]
    [InlineData("self.ul.all(x, x.matches('a'))", false)]
    [InlineData("self.us.matches('a{1,1000}')", true)]
    [InlineData("self.ul.exists_one(x, x == 'a')", true)]
    [InlineData("self.us + self.us == 'a'", true)]
    public void A_rule_that_may_cost_too_much_refuses_the_definition(string rule, bool accepted)
    {
        const string Hint = "(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)";
        const string Field = "s.properties[spec].x-kubernetes-validations[0].rule: Forbidden: ";

        Assert.Equal(accepted ? [] :
            [
                $"{Field}estimated rule cost exceeds budget by factor of more than 100x {Hint}",
                $"{Field}contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema",
                $"s: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of more than 100x {Hint}",
            ], Defined(WithRule(rule)));
    }

    [Fact]
    public void A_rule_that_runs_away_is_stopped()
    {
        var long200 = $"[{string.Join(',', Enumerable.Range(0, 200))}]";
        var watch = Stopwatch.StartNew();

        var errors = Evaluate("self.il.all(x, self.il.all(y, self.il.all(z, x + y + z >= 0)))", $$"""{"il":{{long200}}}""");

        Assert.StartsWith("spec: Invalid value: \"object\": 'operation cancelled: actual cost limit exceeded'", Assert.Single(errors), StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void A_rule_nested_beyond_measure_is_refused_and_takes_no_stack() =>
        Assert.Contains("expression recursion limit exceeded", Assert.Single(Defined(WithRule(new string('(', 100_000)))), StringComparison.Ordinal);

    private static JsonObject WithRule(string rule, string? more = null)
    {
        var validation = more is null ? [] : Schemas.Object(more);
        validation["rule"] = rule;
        return Schemas.Whole(new JsonObject { ["type"] = "object", ["properties"] = JsonNode.Parse(Properties), ["x-kubernetes-validations"] = new JsonArray(validation) }.ToJsonString());
    }

    private static IReadOnlyList<string> Evaluate(string rule, string spec, string? old = null, string? more = null) => Check(WithRule(rule, more), spec, old, []);

    private static IReadOnlyList<string> Check(JsonObject schema, string spec, string? old, List<string> warnings)
    {
        var errors = new List<FieldError>();
        new RuleValidator(errors, warnings.Add).Check(ValueSchema.Read(schema), Schemas.Object($$"""{"spec":{{spec}}}"""), old is null ? null : Schemas.Object($$"""{"spec":{{old}}}"""), FieldPath.Root);
        return [.. errors.Select(e => e.ToString())];
    }

    private static IReadOnlyList<string> Defined(JsonObject schema)
    {
        var errors = new List<FieldError>();
        SchemaRules.Check(schema, "s", errors);
        return [.. errors.Select(e => e.ToString())];
    }
}
