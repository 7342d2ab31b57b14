namespace QwenWebChat.Inference.Tokenization;

/// <summary>A chat template in Jinja, as a model brings it.</summary>
/// <param name="Source">The file or key that holds it, such as <c>chat_template.jinja</c>.</param>
internal sealed record TemplateText(string Source, string Text);
