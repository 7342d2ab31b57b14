namespace QwenWebChat.App.Components.Admin.Servers;

/// <summary>A header or variable in the form. A stored value is never sent to the page: it stays if the field is left empty.</summary>
public sealed class SecretField
{
    public string Name { get; set; } = "";

    public string Value { get; set; } = "";

    /// <summary>True if a value is stored under the name.</summary>
    public bool IsStored { get; init; }
}
