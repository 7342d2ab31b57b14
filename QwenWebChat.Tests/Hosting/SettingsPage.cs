using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using QwenWebChat.App.Hosting;
using QwenWebChat.App.Mcp.Client;

namespace QwenWebChat.Tests.Hosting;

/// <summary>
/// The text of <c>docs/settings.md</c>, made from the options classes: defaults from a new instance, allowed values from the
/// messages of their validation, and descriptions from their docstrings.
/// </summary>
internal static partial class SettingsPage
{
    private const string Introduction = """
        # Settings
        This page is generated from the options classes. To change it, edit their docstrings and run the tests with `QWENWEBCHAT_WRITE_SETTINGS=1`.

        Settings are read from `appsettings.json`, from environment variables (`Model__Path`) and from the command line (`--Model:Path models/qwen`); a later source overrides an earlier one. Invalid values and unknown keys abort startup with one line that names the key, the value and the allowed values, or the nearest known key. A change needs a restart.

        ASP.NET Core's own settings work too. `Urls` is the address to listen on, by default `http://localhost:5280`. If other machines can reach it, `AllowedHosts` must name the hosts by which they do, separated by semicolons, and the app serves nothing until it has an administrator ([accounts](accounts.md)).

        """;

    private static readonly Dictionary<Type, object> BadValues = new()
    {
        [typeof(int)] = int.MinValue,
        [typeof(long)] = long.MinValue,
        [typeof(double)] = double.MinValue,
        [typeof(TimeSpan)] = TimeSpan.MinValue,
        [typeof(string)] = "\0",
        [typeof(IReadOnlyList<string>)] = new[] { "" },
        [typeof(Dictionary<string, McpServerSettings>)] = new Dictionary<string, McpServerSettings> { ["a name"] = new() },
        [typeof(Dictionary<string, string>)] = new Dictionary<string, string> { ["NAME"] = "\0" },
    };

    /// <summary>The whole page, with one table for each options class under the first section that it is bound to.</summary>
    public static string Write(IEnumerable<SettingsSection> sections)
    {
        StringBuilder page = new(Introduction);
        foreach (SettingsSection section in sections.DistinctBy(section => section.Options).OrderBy(section => section.Name, StringComparer.Ordinal))
        {
            WriteSection(page, section);
        }

        return page.ToString().ReplaceLineEndings("\n");
    }

    private static void WriteSection(StringBuilder page, SettingsSection section)
    {
        string summary = SummaryOf(section.Options, $"T:{section.Options.FullName}");
        page.Append(CultureInfo.InvariantCulture, $"\n## {section.Name}\n{summary}\n\n| key | default | allowed values | description |\n| --- | --- | --- | --- |\n");
        foreach (string key in section.Keys)
        {
            PropertyInfo property = section.Options.GetProperty(key[(section.Name.Length + 1)..].Replace(SettingsSection.Several, "", StringComparison.Ordinal))!;
            string description = SummaryOf(section.Options, $"P:{section.Options.FullName}.{property.Name}");
            page.Append(CultureInfo.InvariantCulture, $"| `{key}` | {DefaultOf(property)} | {AllowedValues(property)} | {description} |\n");
        }
    }

    private static string DefaultOf(PropertyInfo property) => property.GetValue(Activator.CreateInstance(property.DeclaringType!)) switch
    {
        null => "not set",
        "" or ICollection { Count: 0 } => "empty",
        bool flag => flag ? "`true`" : "`false`",
        object value => string.Create(CultureInfo.InvariantCulture, $"`{value}`"),
    };

    /// <summary>The values that the validation names when it refuses one that is never right.</summary>
    private static string AllowedValues(PropertyInfo property)
    {
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type == typeof(bool))
        {
            return "`true` or `false`";
        }

        object options = Activator.CreateInstance(property.DeclaringType!)!;
        property.SetValue(options, BadValues[type]);
        string message = RefusalOf(options);
        return message.StartsWith(property.Name, StringComparison.Ordinal) && Expectation().Match(message) is { Success: true } match ? Cell(match.Groups[1].Value) : "any";
    }

    private static string RefusalOf(object options)
    {
        try
        {
            options.GetType().GetMethod("Validate", [])?.Invoke(options, []);
            return "";
        }
        catch (TargetInvocationException exception) when (exception.InnerException is ArgumentException refusal)
        {
            return refusal.Message;
        }
    }

    private static string SummaryOf(Type type, string member)
    {
        XElement? summary = XDocument.Load(Path.ChangeExtension(type.Assembly.Location, ".xml"))
            .Descendants("member").SingleOrDefault(element => element.Attribute("name")?.Value == member)?.Element("summary");
        Assert.True(summary is not null, $"{member} has no docstring.");
        return Cell(string.Concat(summary.Nodes().Select(node => node is XElement element ? $"`{element.Value}`" : node.ToString())));
    }

    private static string Cell(string text) => Whitespace().Replace(text, " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"; it must be (.+)\.$")]
    private static partial Regex Expectation();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
