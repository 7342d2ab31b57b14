using System.Globalization;
using Bunit;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components;
using QwenWebChat.App.Models;
using QwenWebChat.Tests.Chat;

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
        Services.AddSingleton(client ?? ScriptedChatClient.Saying("Hello"));
    }

    public FakeModelHost Host { get; } = new();

    public ChatSession Session => Services.GetRequiredService<ChatSession>();
}
