using System.Collections;
using System.ComponentModel;
using System.Reflection;

namespace QwenWebChat.App.Hosting;

/// <summary>A settings section and the options that it binds.</summary>
/// <param name="Name">The path of the section, such as <c>Monitoring:Alerts</c>.</param>
internal sealed record SettingsSection(string Name, Type Options)
{
    /// <summary>The end of a key under which there are several values, each with a name or a number.</summary>
    public const string Several = ":*";

    /// <summary>The full keys that the section accepts.</summary>
    public IEnumerable<string> Keys => Options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is { IsPublic: true } && (IsScalar(property) || IsCollection(property)))
        .Select(property => $"{Name}:{property.Name}{(IsScalar(property) ? "" : Several)}");

    private static bool IsScalar(PropertyInfo property) => TypeDescriptor.GetConverter(property.PropertyType).CanConvertFrom(typeof(string));

    private static bool IsCollection(PropertyInfo property) => property.PropertyType.IsAssignableTo(typeof(IEnumerable));
}
