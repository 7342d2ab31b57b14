using System.Text.Json.Serialization;

namespace QwenWebChat.Benchmarks;

/// <summary>
/// The settings of a command. Each parameter of the record is an option, declared by an <see cref="OptionAttribute"/>, or
/// settings that several commands share.
/// </summary>
internal abstract record CommandSettings
{
    /// <summary>Arguments that are no options, for a command that passes them on.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> PassedOn { get; set; } = [];

    /// <summary>Checks everything that the ranges of single options do not.</summary>
    /// <exception cref="ArgumentException">A value is invalid; the message names the option, its value and the valid ones.</exception>
    public virtual void Validate()
    {
    }
}
