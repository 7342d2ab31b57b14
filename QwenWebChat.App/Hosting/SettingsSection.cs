using System.ComponentModel;
using System.Reflection;

namespace QwenWebChat.App.Hosting;

/// <summary>A settings section and the options that it binds.</summary>
/// <param name="Name">The path of the section, such as <c>Monitoring:Alerts</c>.</param>
internal sealed record SettingsSection(string Name, Type Options)
{
    /// <summary>The full keys that the section accepts.</summary>
    public IEnumerable<string> Keys => Options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is { IsPublic: true } && TypeDescriptor.GetConverter(property.PropertyType).CanConvertFrom(typeof(string)))
        .Select(property => $"{Name}:{property.Name}");
}
