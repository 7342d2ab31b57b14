using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace QwenWebChat.App.Hosting;

/// <summary>
/// Rejects settings that nothing reads. Every key on the command line must be known. In files and in the environment, which
/// also hold the keys of other programs, it rejects unknown keys of the app's sections and misspellings of known keys.
/// </summary>
internal sealed class SettingKeys
{
    // A name with more wrong letters is a different name.
    private const int MaxEdits = 2;

    // The keys of .NET's host and web server.
    private static readonly string[] HostNames =
    [
        "Urls", "environment", "contentRoot", "applicationName", "webroot", "http_ports", "https_ports", "AllowedHosts", "hostBuilder", "detailedErrors",
        "captureStartupErrors", "shutdownTimeoutSeconds", "suppressStatusMessages", "preferHostingUrls", "Logging", "Kestrel",
    ];

    // Settings that are gone, with what to do in their place.
    private static readonly (string Name, string Advice)[] Removed =
    [
        ("Api:Keys", "keys are stored in the database now, so remove the setting and make a key in the app, under /profile/keys, or with the command: api-key create NAME --scopes chat,documents"),
    ];

    private readonly string[] _keys;
    private readonly string[] _sections;

    public SettingKeys(IEnumerable<SettingsSection> sections)
    {
        _keys = [.. sections.SelectMany(section => section.Keys).Distinct(StringComparer.OrdinalIgnoreCase)];
        _sections = [.. _keys.Select(Root).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <exception cref="StartupException">A key is read by nothing. The message names the most similar known key.</exception>
    public void Check(string[] args, IConfigurationRoot configuration)
    {
        foreach ((string key, string value) in CommandLineKeys.Of(args))
        {
            CheckKey(key, value, isOurs: true);
        }

        foreach (IConfigurationProvider provider in configuration.Providers.Where(provider => provider is JsonConfigurationProvider or EnvironmentVariablesConfigurationProvider))
        {
            foreach (string key in Leaves(provider, null).Where(key => provider is JsonConfigurationProvider || key.Contains(':', StringComparison.Ordinal)))
            {
                CheckKey(key, provider.TryGet(key, out string? value) ? value : null, isOurs: false);
            }
        }
    }

    private static string Root(string key) => key.Split(':')[0];

    private static IEnumerable<string> Leaves(IConfigurationProvider provider, string? parent)
    {
        foreach (string name in provider.GetChildKeys([], parent).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            string key = parent is null ? name : $"{parent}:{name}";
            string[] below = [.. Leaves(provider, key)];
            foreach (string leaf in below is [] ? [key] : below)
            {
                yield return leaf;
            }
        }
    }

    private void CheckKey(string key, string? value, bool isOurs)
    {
        string root = Root(key);
        if (Removed.FirstOrDefault(removed => key.StartsWith(removed.Name, StringComparison.OrdinalIgnoreCase) && key[removed.Name.Length..] is "" or [':', ..]) is { Name: not null } gone)
        {
            throw new StartupException($"{key} is not a setting any more; {gone.Advice}.");
        }

        // A section may exist without a value, as in "Otlp": {}.
        bool isEmptySection = string.IsNullOrEmpty(value) && _keys.Any(known => Filled(known, key).StartsWith($"{key}:", StringComparison.OrdinalIgnoreCase));
        if (isEmptySection || _keys.Any(known => Accepts(known, key)) || HostNames.Contains(root, StringComparer.OrdinalIgnoreCase))
        {
            return;
        }

        string? near = NearestName.Of(key, [.. _keys.Select(known => Filled(known, key)), .. HostNames], MaxEdits) ?? _keys.FirstOrDefault(known => known.StartsWith(key, StringComparison.OrdinalIgnoreCase));
        bool isSection = _sections.Contains(root, StringComparer.OrdinalIgnoreCase);
        if (isOurs || isSection || near is not null || NearestName.Of(root, _sections, MaxEdits) is not null)
        {
            throw new StartupException($"{key} is not a setting; {Advice(key, near, isSection)}.");
        }
    }

    // A * stands for one name, as in Mcp:Servers:*:Url.
    private static bool Accepts(string known, string key)
    {
        string[] names = known.Split(':');
        string[] given = key.Split(':');
        return names.Length == given.Length && names.Zip(given).All(pair => pair.First == "*" || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
    }

    // The known key with the names that the given one has in the places of *.
    private static string Filled(string known, string key)
    {
        string[] given = key.Split(':');
        return string.Join(':', known.Split(':').Select((name, place) => name == "*" && place < given.Length ? given[place] : name));
    }

    private string Advice(string key, string? near, bool isSection)
    {
        if (near is not null)
        {
            return $"did you mean {near}";
        }

        string? section = isSection ? Root(key) : NearestName.Of(Root(key), _sections, MaxEdits);
        string[] there = [.. _keys.Where(known => string.Equals(Root(known), section, StringComparison.OrdinalIgnoreCase))];
        return there is [] ? $"the sections are {string.Join(", ", _sections)}, and docs/settings.md lists all settings" : $"{section} has {string.Join(", ", there)}";
    }
}
