using Bunit;
using QwenWebChat.App.Components.Chat;
using QwenWebChat.App.Components.Shared;

namespace QwenWebChat.Tests.Components;

/// <summary>The editor of a message, whose text the script has.</summary>
internal static class OpenEditor
{
    /// <summary>Sends a text, as the script does once somebody has written it.</summary>
    public static Task KeepEditAsync(this IRenderedComponent<ChatPage> page, string text)
    {
        IRenderedComponent<TextEditor> editor = page.WaitForComponent<TextEditor>();
        return editor.InvokeAsync(() => editor.Instance.SendAsync(text));
    }
}
