using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor;
using MudBlazor.Services;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Chat.Markdown;
using QwenWebChat.App.Components.Keys;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Components.SharedItems;
using QwenWebChat.App.Components.Sharing;
using QwenWebChat.App.Quotas;
using QwenWebChat.App.Tools;

namespace QwenWebChat.App.Components;

/// <summary>Registers the services of the pages, except for the chat client and the model host.</summary>
public static class ChatUiServices
{
    public static IServiceCollection AddChatUi(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.Configure<AntiforgeryOptions>(options => options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest);
        services.AddScoped<CircuitHandler, CultureCircuitHandler>();
        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.SupportedCultures = [.. CircuitCulture.Supported];
            options.SupportedUICultures = [.. CircuitCulture.Supported];
            options.DefaultRequestCulture = new RequestCulture(CircuitCulture.Supported[0]);
        });
        // The last service added is the first to stop: running answers are saved while all other services still run.
        services.AddHostedService(provider => provider.GetRequiredService<ConversationDesk>());
        return services.AddChatParts();
    }

    /// <summary>Registers the services of the components themselves, for any host.</summary>
    internal static IServiceCollection AddChatParts(this IServiceCollection services)
    {
        services.AddMudServices(options =>
        {
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.TopCenter;
            options.SnackbarConfiguration.MaximumOpacity = 100;
            options.SnackbarConfiguration.ShowTransitionDuration = 150;
            options.SnackbarConfiguration.HideTransitionDuration = 150;
        });
        services.AddLocalization();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<CodeHighlighter>();
        services.AddSingleton<MarkdownRenderer>();
        services.AddScoped<CurrentOwner>();
        services.TryAddSingleton<QuotaLedger>();
        services.AddSingleton<ConversationTitles>();
        services.AddSingleton<ToolServers>();
        services.AddSingleton<ChatTools>();
        services.AddSingleton<ChatServices>();
        services.AddSingleton<ConversationDesk>();
        services.AddScoped<CurrentChat>();
        services.AddScoped<KeyRevocation>();
        services.AddScoped<ShareChanges>();
        services.AddSingleton<SharedContents>();
        services.AddScoped<CircuitCulture>();
        return services;
    }
}
