using System.Globalization;

namespace QwenWebChat.App.Components.Localization;

/// <summary>
/// The language of one circuit. Events of singletons and timers have no culture, so components render for them inside
/// <see cref="Run"/>. A change renders the pages again without a reload, and the conversation stays.
/// </summary>
public sealed class CircuitCulture
{
    /// <summary>The supported cultures, the default first.</summary>
    public static readonly IReadOnlyList<CultureInfo> Supported = [CultureInfo.GetCultureInfo("en"), CultureInfo.GetCultureInfo("zh-Hans")];

    /// <summary>The name of each culture in its own language, in which it is listed.</summary>
    public static readonly IReadOnlyDictionary<string, string> Names = new Dictionary<string, string> { ["en"] = "English", ["zh-Hans"] = "简体中文" };

    public CultureInfo Current { get; private set; } = CultureInfo.CurrentUICulture;

    public event Action? Changed;

    public void Change(CultureInfo culture)
    {
        Current = culture;
        Changed?.Invoke();
    }

    /// <summary>Runs the action in this circuit's language and restores the caller's language.</summary>
    public void Run(Action action)
    {
        (CultureInfo culture, CultureInfo uiCulture) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            Enter();
            action();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, uiCulture);
        }
    }

    internal void Enter()
    {
        CultureInfo.CurrentCulture = Current;
        CultureInfo.CurrentUICulture = Current;
    }
}
