using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using QwenWebChat.App.Monitoring.Alerts;
using QwenWebChat.Tests.Checkpoints;

namespace QwenWebChat.Tests.Monitoring;

/// <summary>What <c>deploy/</c> holds for Prometheus and Grafana, against what the app really says.</summary>
[Slow]
public sealed partial class DeployedFilesTests
{
    private static readonly string Folder = Path.Combine(BuiltApp.Repository, "deploy");
    private static readonly string[] SeriesEndings = ["", "_bucket", "_sum", "_count"];

    private static IReadOnlyList<JsonNode> Panels { get; } =
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "grafana", "dashboards", "qwenwebchat.json")))!["panels"]!.AsArray().Select(panel => panel!)];

    private static IReadOnlyList<string> Expressions { get; } =
        [.. Panels.SelectMany(panel => panel["targets"]?.AsArray() ?? []).Select(target => (string)target!["expr"]!)];

    [Fact]
    public async Task Prometheus_ConfigurationAndRules_AreValid()
    {
        PrometheusRun run = await PrometheusRun.OfToolAsync("", "check", "config", Path.Combine(Folder, "prometheus", "prometheus.yml"));

        Assert.True(run.ExitCode == 0, run.Error);
    }

    [Fact]
    public async Task Rules_OfTheAppsAlerts_AreAllThereWithItsThresholds()
    {
        AlertOptions options = new();
        (string, double?)[] rules = [.. from rule in await RulesAsync() where rule.Name.Length > 0 select (rule.Name, (double?)double.Parse(rule.Expression[(rule.Expression.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture))];

        Assert.Equal(Enum.GetValues<AlertRule>().Select(rule => (rule.ToString(), options[rule])), rules);
    }

    [Fact]
    public async Task Board_EveryExpression_IsPromQl()
    {
        StringBuilder rules = new("groups:\n- name: board\n  rules:\n");
        for (int i = 0; i < Expressions.Count; i++)
        {
            // JSON's strings are YAML's too.
            rules.Append(CultureInfo.InvariantCulture, $"  - record: expression_{i}\n    expr: {JsonValue.Create(Expressions[i].Replace("$__rate_interval", "1m", StringComparison.Ordinal)).ToJsonString()}\n");
        }

        using TemporaryFolder folder = new();
        PrometheusRun run = await PrometheusRun.OfToolAsync("", "check", "rules", folder.Write("board.yml", rules.ToString()));

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.True(Expressions.Count > 50);
    }

    [Fact]
    public async Task BoardAndRules_NameOnlyWhatTheAppExposes()
    {
        // Whether a target answers is Prometheus' own.
        string[] named = [.. Expressions.Concat((await RulesAsync()).Select(rule => rule.Expression)).SelectMany(PromQl.MetricsIn).Where(name => name != "up")];

        HashSet<string> exposed = [.. from type in ScrapedApp.TypesIn(await ScrapedApp.ReadAsync("board"))
                                      from ending in type.Type == "histogram" ? SeriesEndings : [""]
                                      select type.Name + ending];

        Assert.DoesNotContain(named, name => !exposed.Contains(name));
        Assert.Contains("vllm:time_to_first_token_seconds_bucket", named);
        Assert.Contains("qwenwebchat_memory_bytes", named);
    }

    [Fact]
    public void Board_CacheTile_TurnsOrangeAndRedWhereVllmsDoes()
    {
        JsonNode tile = Panels.Single(panel => (string?)panel["title"] == "KV cache" && (string?)panel["type"] == "stat");

        JsonArray steps = tile["fieldConfig"]!["defaults"]!["thresholds"]!["steps"]!.AsArray();
        Assert.Equal([("green", null), ("orange", 0.9), ("red", 0.98)], steps.Select(step => ((string)step!["color"]!, (double?)step["value"])));
    }

    [Fact]
    public void Board_Panels_LieSideBySide()
    {
        HashSet<(int, int)> taken = [];
        foreach (JsonNode panel in Panels)
        {
            JsonNode place = panel["gridPos"]!;
            (int x, int y, int width, int height) = ((int)place["x"]!, (int)place["y"]!, (int)place["w"]!, (int)place["h"]!);
            Assert.InRange(x + width, 1, 24);
            Assert.All(from column in Enumerable.Range(x, width) from line in Enumerable.Range(y, height) select (column, line), cell => Assert.True(taken.Add(cell)));
        }

        Assert.Equal(Panels.Count, Panels.Select(panel => (int)panel["id"]!).Distinct().Count());
    }

    [Theory]
    [InlineData("sum by (le) (rate(vllm:a_bucket{model_name=~\"x\"}[1m]))", "vllm:a_bucket")]
    [InlineData("(sum(a_b{c=\"d\"}) or vector(0)) / e_f >= 0.5", "a_b", "e_f")]
    public void MetricsIn_Expression_AreItsNamesAlone(string expression, params string[] expected)
    {
        Assert.Equal(expected, PromQl.MetricsIn(expression));
    }

    // The name is empty where the rule is none of the app's own alerts.
    private static async Task<IReadOnlyList<(string Expression, string Name)>> RulesAsync()
    {
        string rules = await File.ReadAllTextAsync(Path.Combine(Folder, "prometheus", "alerts.yml"), TestContext.Current.CancellationToken);
        return [.. Rules().Matches(rules).Select(match => (match.Groups["expression"].Value.TrimStart('|').Trim(), match.Groups["name"].Value))];
    }

    [GeneratedRegex(@"expr:\s(?<expression>.+?)\n\s+for:.+?\n\s+labels: \{ severity: \w+(, rule: (?<name>\w+))? \}", RegexOptions.Singleline)]
    private static partial Regex Rules();
}
