using QwenWebChat.App.Chat.Markdown;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Components.Chat;

/// <summary>A round of an answer as its page shows it.</summary>
/// <param name="Text">The text as it was written.</param>
/// <param name="Plain">The rendered blocks of the text, from which the next rendering continues.</param>
/// <param name="Blocks">The same blocks with links in place of quotations.</param>
/// <param name="Calls">The calls below the text.</param>
internal sealed record ShownRound(string Text, IReadOnlyList<RenderedBlock> Plain, IReadOnlyList<RenderedBlock> Blocks, IReadOnlyList<ToolCall> Calls);
