namespace QwenWebChat.Inference.Checkpoints;

/// <summary>A model's chat template in Jinja.</summary>
/// <param name="Source">The file or key that contains it, such as <c>chat_template.jinja</c>.</param>
internal sealed record TemplateText(string Source, string Text)
{
    /// <summary>The maximum length of a template in characters.</summary>
    public const int MaxCharacters = 65_536;
}
