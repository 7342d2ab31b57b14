namespace QwenWebChat.Inference.Tokenization;

/// <summary>A model's chat template in Jinja.</summary>
/// <param name="Source">The file or key that contains it, such as <c>chat_template.jinja</c>.</param>
internal sealed record TemplateText(string Source, string Text);
