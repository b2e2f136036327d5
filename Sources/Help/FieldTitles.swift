extension Help {
    /// The field of a contact that has a title, whatever the case of letters: `phone` for "Телефон" and "телефон".
    ///
    /// - Returns: nil where no field has it.
    public static func field(titled title: String) -> String? { fieldTitles[title.lowercased()] }

    /// Titles as portals show them (`GET /v1/contacts/fields`) and as people shorten them.
    private static let fieldTitles = [
        "имя": "name", "фамилия": "lastName", "отчество": "secondName", "телефон": "phone", "телефоны": "phone",
        "почта": "email", "емейл": "email", "имейл": "email", "email": "email", "компания": "companyId",
        "должность": "post", "комментарий": "comments", "комментарии": "comments", "тип": "typeId",
        "источник": "sourceId", "ответственный": "assignedById", "создан": "createdTime", "изменён": "updatedTime",
        "дата": "createdTime", "лид": "leadId", "обращение": "honorific",
    ]
}
