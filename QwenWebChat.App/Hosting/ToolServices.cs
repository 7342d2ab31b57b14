using QwenWebChat.App.Documents.Questions;
using QwenWebChat.App.Mcp.Client;
using QwenWebChat.App.Tools;

namespace QwenWebChat.App.Hosting;

/// <summary>Registers the tools that answers may use, in display order, and the servers that offer more.</summary>
internal static class ToolServices
{
    public static IServiceCollection AddTools(this IServiceCollection services)
    {
        services.AddSingleton<IChatTool, CalculatorTool>();
        services.AddSingleton<IChatTool, DateTool>();
        services.AddSingleton<IChatTool, DocumentSearchTool>();
        services.AddSingleton<ToolPermissions>();
        services.AddSettings<McpOptions>("Mcp", options => options.Validate());
        // Each server of the settings has these keys.
        services.AddSingleton(new SettingsSection("Mcp:Servers:*", typeof(McpServerSettings)));
        services.AddSingleton<McpServerStore>();
        services.AddSingleton<AddedPrograms>();
        services.AddSingleton<McpServers>();
        services.AddHostedService(provider => provider.GetRequiredService<McpServers>());
        return services;
    }
}
