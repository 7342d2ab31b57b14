using System.Globalization;
using Bunit;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Questions;
using QwenWebChat.App.Hosting;
using QwenWebChat.App.Models;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Components;

/// <summary>The pages' services as the app registers them, with a scripted client and a fake host, in one language.</summary>
internal sealed class UiContext : BunitContext
{
    public UiContext(string culture = "en", IChatClient? client = null)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddChatParts();
        Services.AddSingleton<IModelHost>(Host);
        Services.AddSingleton(Database.Events);
        Services.AddSingleton(Database.Conversations);
        Services.AddSingleton(Database.Messages);
        Services.AddSingleton(Database.Folders);
        Services.AddSingleton(Database.Search);
        Services.AddSingleton(Database.Import);
        Services.AddSingleton(Database.Defaults);
        Services.AddSingleton(Database.Prompts);
        Services.AddSingleton(Database.Drafts);
        Services.AddSingleton(Sources());
        Services.AddSingleton(TestChat.Titles(client: null));
        Services.AddSingleton(client ?? ScriptedChatClient.Saying("Hello"));
    }

    public FakeModelHost Host { get; } = new();

    public TestDatabase Database { get; } = new();

    public ConversationDesk Desk => Services.GetRequiredService<ConversationDesk>();

    /// <summary>The session that the page shows.</summary>
    public ChatSession Session => Services.GetRequiredService<CurrentChat>().Session!;

    public async Task<Guid> CreateFolderAsync(string name) => (await Database.Folders.CreateAsync(TestDatabase.LocalOwner, name, TestDatabase.Cancellation))!.Id;

    /// <summary>A new conversation of a folder.</summary>
    public async Task<Guid> CreateInAsync(Guid folder, string title)
    {
        Guid id = await Database.CreateAsync(title);
        await Database.Conversations.MoveAsync(TestDatabase.LocalOwner, id, folder, TestDatabase.Cancellation);
        return id;
    }

    private DocumentSources Sources()
    {
        DocumentFiles files = new(Options.Create(new DatabaseOptions { Path = Database.Path }));
        DocumentStore store = new(Database, files, Options.Create(new DocumentOptions()), Options.Create(new UploadOptions()), Database.Time, NullLogger<DocumentStore>.Instance);
        return new DocumentSources(Database, store, new DocumentLinks(Database));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            Database.Dispose();
        }
    }
}
