using System.Globalization;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Resources;

namespace QwenWebChat.App.Components.Shared;

/// <summary>Says when a conversation will be deleted.</summary>
internal static class RetentionTexts
{
    /// <summary>Returns null if no deletion is announced.</summary>
    public static string? Of(IStringLocalizer<UiText> text, ConversationSummary conversation) =>
        conversation is { IsPinned: false, DeletionDueAt: { } due } ? text["RetentionDue", due.ToLocalTime().ToString("D", CultureInfo.CurrentCulture)].Value : null;
}
