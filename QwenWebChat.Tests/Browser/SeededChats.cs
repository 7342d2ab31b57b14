using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;

namespace QwenWebChat.Tests.Browser;

/// <summary>Puts conversations into an app that runs.</summary>
internal static class SeededChats
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A conversation of one question; its id.</summary>
    public static async Task<Guid> CreateChatAsync(this ScriptedWebApp app, string title, Guid? folder = null)
    {
        Guid id = (await app.Services.GetRequiredService<ConversationStore>().CreateAsync(Account.LocalId, title, folderId: folder, cancellationToken: Cancellation)).Id;
        await app.AddMessageAsync(id, null, $"About {title}");
        return id;
    }

    public static async Task<Guid> CreateFolderAsync(this ScriptedWebApp app, string name) =>
        (await app.Services.GetRequiredService<FolderStore>().CreateAsync(Account.LocalId, name, Cancellation))!.Id;

    /// <summary>The new message's id.</summary>
    public static async Task<Guid> AddMessageAsync(this ScriptedWebApp app, Guid conversation, Guid? parent, string text, MessageRole role = MessageRole.User) =>
        (await app.Services.GetRequiredService<MessageStore>().AddAsync(Account.LocalId, conversation, new NewMessage(parent, role, text), Cancellation))!.Id;
}
