using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Data;
using QwenWebChat.App.Sharing;

namespace QwenWebChat.App.Hosting;

/// <summary>Registers the conversation database and its services.</summary>
internal static class ConversationServices
{
    public static IServiceCollection AddConversations(this IServiceCollection services)
    {
        services.AddSettings<DatabaseOptions>("Data", options => options.Validate());
        services.AddSettings<ImportOptions>("Import", options => options.Validate());
        services.AddDbContextFactory<ChatDbContext>((provider, context) => Configure(context, provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.FullPath));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<DatabaseLock>();
        services.AddSingleton<DatabaseFile>();
        services.AddSingleton<ConversationEvents>();
        services.AddSingleton<ConversationStore>();
        services.AddSingleton<MessageStore>();
        services.AddSingleton<ConversationCopy>();
        services.AddSingleton<FolderStore>();
        services.AddSingleton<ChatDefaults>();
        services.AddSingleton<PromptStore>();
        services.AddSingleton<ShareStore>();
        services.AddSingleton<TeamPrompts>();
        services.AddSingleton<DraftStore>();
        services.AddSingleton<ConversationSearch>();
        services.AddSingleton<ConversationExport>();
        services.AddSingleton<IChatFormat, ChatMarkdown>();
        services.AddSingleton<IChatFormat, ChatJson>();
        services.AddSingleton<ConversationImport>();
        services.AddHostedService<ConversationUpkeep>();
        return services;
    }

    /// <summary>Configures a context as the app does for the database file at a path.</summary>
    public static void Configure(DbContextOptionsBuilder context, string path) =>
        context.UseSqlite(DatabaseFile.ConnectionString(path)).AddInterceptors(new ConnectionPragmas()).ReplaceService<IModelCacheKeyFactory, OwnerModelKey>();
}
