namespace QwenWebChat.Tests.Conversations.Exchange;

/// <summary>A small file of each format with one of everything that its reader knows.</summary>
internal static class ImportSamples
{
    public const string ChatGpt = """
        [{ "title": "Kyoto", "create_time": 1717000000.5, "update_time": 1717000100.5, "is_archived": true, "current_node": "a2", "mapping": {
          "root": { "id": "root", "message": null, "parent": null, "children": ["s"] },
          "s": { "id": "s", "parent": "root", "children": ["ctx"], "message": { "id": "s", "author": { "role": "system" }, "create_time": null, "content": { "content_type": "text", "parts": [""] }, "metadata": { "is_visually_hidden_from_conversation": true } } },
          "ctx": { "id": "ctx", "parent": "s", "children": ["u"], "message": { "id": "ctx", "author": { "role": "user" }, "create_time": null, "content": { "content_type": "user_editable_context", "user_profile": "I live in Osaka.", "user_instructions": "Be brief." }, "metadata": { "is_visually_hidden_from_conversation": true } } },
          "u": { "id": "u", "parent": "ctx", "children": ["t", "a1"], "message": { "id": "u", "author": { "role": "user" }, "create_time": 1717000001, "content": { "content_type": "multimodal_text", "parts": [{ "content_type": "image_asset_pointer", "asset_pointer": "file-service://1" }, { "content_type": "audio_asset_pointer" }, "京都三天怎么玩？"] }, "metadata": { "attachments": [{ "name": "map.png", "mime_type": "image/png" }, { "name": "plan.pdf", "mime_type": "application/pdf" }] } } },
          "a1": { "id": "a1", "parent": "u", "children": [], "message": { "id": "a1", "author": { "role": "assistant" }, "create_time": 1717000002, "content": { "content_type": "text", "parts": ["An older answer."] }, "status": "in_progress", "recipient": "all", "metadata": { "model_slug": "gpt-4o" } } },
          "t": { "id": "t", "parent": "u", "children": ["c"], "message": { "id": "t", "author": { "role": "assistant" }, "create_time": 1717000003, "content": { "content_type": "thoughts", "thoughts": [{ "summary": "Plan", "content": "Three days." }] }, "recipient": "all" } },
          "c": { "id": "c", "parent": "t", "children": ["o"], "message": { "id": "c", "author": { "role": "assistant" }, "create_time": 1717000004, "content": { "content_type": "code", "language": "python", "text": "print(1 < 2)" }, "recipient": "python" } },
          "o": { "id": "o", "parent": "c", "children": ["r"], "message": { "id": "o", "author": { "role": "tool", "name": "python" }, "create_time": 1717000005, "content": { "content_type": "execution_output", "text": "True\n```" } } },
          "r": { "id": "r", "parent": "o", "children": ["a2"], "message": { "id": "r", "author": { "role": "assistant" }, "create_time": 1717000006, "content": { "content_type": "reasoning_recap", "content": "Thought for 2 seconds" }, "recipient": "all" } },
          "a2": { "id": "a2", "parent": "r", "children": [], "message": { "id": "a2", "author": { "role": "assistant" }, "create_time": 1717000007, "content": { "content_type": "text", "parts": ["第一天……"] }, "status": "finished_successfully", "recipient": "all", "metadata": { "model_slug": "o4-mini", "finish_details": { "type": "stop" } } } }
        } }]
        """;

    public const string Claude = """
        [{ "uuid": "c1", "name": "Tea", "created_at": "2025-03-01T10:00:00.123456Z", "updated_at": "2025-03-01T10:05:00Z", "current_leaf_message_uuid": "a1", "chat_messages": [
          { "uuid": "q", "parent_message_uuid": "00000000-0000-4000-8000-000000000000", "sender": "human", "text": "", "created_at": "2025-03-01T10:00:01Z", "content": [{ "type": "text", "text": "Which tea?" }],
            "attachments": [{ "file_name": "list.csv", "extracted_content": "green,black" }, { "file_name": "", "extracted_content": "pasted" }], "files": [{ "file_name": "cup.png" }, { "file_name": "book.pdf" }, { "file_name": "list.csv" }] },
          { "uuid": "a1", "parent_message_uuid": "q", "sender": "assistant", "created_at": "2025-03-01T10:00:02Z", "text": "flat", "content": [
            { "type": "thinking", "thinking": "They like tea." }, { "type": "text", "text": "Let me look." }, { "type": "tool_use", "name": "web_search", "input": { "q": "tea" } },
            { "type": "tool_result", "name": "web_search", "content": [{ "type": "knowledge", "text": "Tea is hot." }, { "type": "image" }] }, { "type": "text", "text": "Green tea." }, { "type": "flag" }] },
          { "uuid": "a2", "parent_message_uuid": "q", "sender": "assistant", "created_at": "2025-03-01T10:00:03Z", "text": "Black tea.", "content": [] }
        ] }]
        """;

    public const string LibreChat = """
        { "conversationId": "c", "endpoint": "openAI", "title": "LC", "exportAt": "10:00:00 GMT", "branches": true, "recursive": true, "options": { "model": "gpt", "promptPrefix": "Be kind.", "temperature": 0.5 }, "messages": [
          { "messageId": "1", "parentMessageId": "00000000-0000-0000-0000-000000000000", "sender": "User", "isCreatedByUser": true, "text": "hi", "createdAt": "2024-05-28T18:08:55.014Z",
            "files": [{ "filename": "n.txt", "type": "text/plain", "text": "note" }, { "filename": "p.png", "type": "image/png" }, { "filename": "b.bin", "type": "application/octet-stream" }], "children": [
            { "messageId": "2", "parentMessageId": "1", "sender": "GPT", "isCreatedByUser": false, "model": "gpt-4o", "text": "", "unfinished": true, "createdAt": "2024-05-28T18:08:56Z", "content": [
              { "type": "think", "think": "A greeting." }, { "type": "tool_call", "tool_call": { "name": "clock", "args": "{}", "output": "noon" } }, { "type": "text", "text": { "value": "hello" } }, { "type": "error", "error": "lost" }], "children": [] },
            { "messageId": "3", "parentMessageId": "1", "sender": "GPT", "isCreatedByUser": false, "text": ":::thinking\nhm\n:::\nhey", "createdAt": "2024-05-28T18:08:57Z", "children": [] }] }] }
        """;

    public const string MessageList = """
        { "title": "weather", "messages": [
          { "role": "system", "content": "Be brief." },
          { "role": "user", "content": [{ "type": "text", "text": "Weather?" }, { "type": "image_url", "image_url": { "url": "data:," } }] },
          { "role": "assistant", "content": null, "reasoning_content": "I need the tool.", "tool_calls": [{ "id": "1", "type": "function", "function": { "name": "weather", "arguments": "{\"city\":\"Paris\"}" } }] },
          { "role": "tool", "tool_call_id": "1", "content": "rain" },
          { "role": "assistant", "content": "It rains." },
          { "role": "robot", "content": "beep" },
          { "role": "user", "content": "Thanks" },
          { "role": "function", "name": "log", "content": "{}" }
        ] }
        """;

    public const string OpenWebUi = """
        [{ "id": "c1", "title": "Tigers", "created_at": 1749500000, "updated_at": 1749500100, "pinned": true, "archived": false, "folder_id": "f1", "chat": { "title": "Tigers", "params": { "system": "Be brief.", "temperature": 0.3, "seed": 7 },
          "history": { "currentId": "a1", "messages": {
            "s": { "id": "s", "parentId": null, "role": "system", "content": "You are a pirate.", "timestamp": 1749499999 },
            "q": { "id": "q", "parentId": "s", "role": "user", "content": "What is a tiger?", "timestamp": 1749500000, "files": [{ "type": "file", "name": "a.txt", "file": { "data": { "content": "text" } } }, { "type": "image", "url": "data:," }] },
            "t": { "id": "t", "parentId": "q", "role": "tool", "name": "zoo", "content": "{}", "timestamp": 1749500001 },
            "a2": { "id": "a2", "parentId": "q", "role": "assistant", "content": "Unfini", "model": "qwen2.5:7b", "timestamp": 1749500050, "done": false },
            "a1": { "id": "a1", "parentId": "t", "role": "assistant", "content": "A cat. 一只猫。", "model": "qwen2.5:7b", "timestamp": 1749500010, "done": true, "annotation": { "rating": 1 }, "usage": { "completion_tokens": 5, "response_token/s": 12.5 } },
            "stub": { "id": "stub", "childrenIds": ["orphan"] },
            "orphan": { "id": "orphan", "parentId": "stub", "role": "user", "content": [{ "type": "text", "text": "Look" }, { "type": "image_url" }] }
          } } } }]
        """;

    public const string Own = """
        { "format": "qwenwebchat", "version": 1, "exportedAt": "2025-06-10T12:00:00+00:00", "conversations": [
          { "id": "0198c0de-0000-7000-8000-000000000001", "title": "first", "isTitleOwn": true, "isPinned": true, "folder": "work", "createdAt": "2025-06-10T12:00:00+00:00", "updatedAt": "2025-06-10T12:00:00+00:00", "systemPrompt": "Be brief.",
            "settings": { "temperature": 0.1, "seed": 18446744073709551615 }, "activeLeafId": "0198c0de-0000-7000-8000-000000000012", "messages": [
            { "id": "0198c0de-0000-7000-8000-000000000011", "role": "user", "text": "question", "state": "finished", "createdAt": "2025-06-10T12:00:00+00:00", "attachments": [{ "name": "a.txt", "text": "one" }] },
            { "id": "0198c0de-0000-7000-8000-000000000012", "parentId": "0198c0de-0000-7000-8000-000000000011", "role": "assistant", "text": "answer", "state": "streaming", "createdAt": "2025-06-10T12:00:01+00:00", "figures": { "answerTokens": 3, "model": "Qwen" }, "feedback": "down", "cut": { "fromId": "0198c0de-0000-7000-8000-000000000011" } }] },
          { "id": "0198c0de-0000-7000-8000-000000000002", "title": "second", "createdAt": "2025-06-10T12:00:00+00:00", "updatedAt": "2025-06-10T12:00:00+00:00", "messages": [
            { "id": "0198c0de-0000-7000-8000-000000000021", "role": "system", "text": "alone", "createdAt": "2025-06-10T12:00:00+00:00" }] }] }
        """;

    public const string JsonLines = """
        {"messages":[{"role":"user","content":"one"},{"role":"assistant","content":"1"}]}
        {"messages":[{"role":"user","content":"two"},{"role":"assistant","content":"2"}]}
        {"messages":[{"role":"user","content":"three"}]}
        """;

    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        [nameof(ChatGpt)] = ChatGpt,
        [nameof(Claude)] = Claude,
        [nameof(LibreChat)] = LibreChat,
        [nameof(MessageList)] = MessageList,
        [nameof(OpenWebUi)] = OpenWebUi,
        [nameof(Own)] = Own,
        [nameof(JsonLines)] = JsonLines,
    };
}
