using QwenWebChat.App.Documents.Questions;
using QwenWebChat.App.Tools;

namespace QwenWebChat.App.Hosting;

/// <summary>Registers the tools that answers may use, in display order.</summary>
internal static class ToolServices
{
    public static IServiceCollection AddTools(this IServiceCollection services)
    {
        services.AddSingleton<IChatTool, CalculatorTool>();
        services.AddSingleton<IChatTool, DateTool>();
        services.AddSingleton<IChatTool, DocumentSearchTool>();
        return services;
    }
}
