/* import_rows — the columns of an import file, the coded reasons of rows and of whole files, one row each. docs/import.md shows the same tables. */

/* column, field in reports, required, names in the header: English, then Chinese; the first of each is the one we write */
#define IMPORT_COLUMNS(X) \
	X(PLATE,      "plate",         true,  "plate", "plate_no", "号牌号码", "车牌号", "号牌", "车牌号码") \
	X(KIND,       "kind",          false, "plate_kind", "kind", "号牌种类", "号牌类型") \
	X(ENDS,       "endsOn",        false, "ends_on", "临时号牌有效期", "有效期止") \
	X(TAG,        "tag",           true,  "tag", "theft_tag", "防盗标签", "电子标签", "芯片编号", "标签号") \
	X(TAG_ENF,    "enforcementTag", false, "enforcement_tag", "执法标签", "纠章标签") \
	X(TAG_OWNER,  "ownerTag",      false, "owner_tag", "车主标签", "钥匙标签") \
	X(VEHICLE,    "vehicleCode",   false, "vehicle_code", "整车编码") \
	X(FRAME,      "frameNo",       false, "frame_no", "车架号", "车架号码") \
	X(MOTOR,      "motorNo",       false, "motor_no", "电机号", "电机编码", "电机号码") \
	X(BRAND,      "brand",         false, "brand", "品牌", "车辆品牌") \
	X(MODEL,      "model",         false, "model", "型号", "车辆型号") \
	X(COLOUR,     "colour",        false, "colour", "color", "颜色", "主颜色", "车身颜色") \
	X(COLOUR2,    "colour2",       false, "colour2", "color2", "副颜色", "第二颜色") \
	X(BOUGHT,     "boughtOn",      false, "bought_on", "购买日期", "购车日期") \
	X(PRICE,      "price",         false, "price", "购买价格", "价格", "购车价格") \
	X(USE,        "use",           false, "use", "使用性质", "用途") \
	X(OWNER_KIND, "ownerKind",     false, "owner_kind", "车主类型", "所有人类型") \
	X(NAME,       "ownerName",     true,  "owner_name", "车主姓名", "车主", "姓名", "所有人") \
	X(ID_KIND,    "idKind",        false, "id_kind", "证件类型", "证件种类") \
	X(ID_NO,      "idNo",          false, "id_no", "证件号码", "身份证号", "身份证号码") \
	X(PHONE,      "phone",         false, "owner_phone", "phone", "联系电话", "手机号", "手机", "电话") \
	X(PHONE2,     "phone",         false, "owner_phone2", "phone2", "备用电话", "第二电话") \
	X(ADDRESS,    "address",       false, "address", "住址", "联系地址", "地址") \
	X(DISTRICT,   "district",      false, "district", "行政区划", "区县") \
	X(SITE,       "site",          false, "site", "上牌点", "登记点") \
	X(REGISTERED, "registeredOn",  false, "registered_on", "登记日期", "上牌日期") \
	X(FLAGS,      "flags",         false, "flags", "车辆状态", "状态")

/* code, refused (else taken with a doubt), Chinese, English */
#define IMPORT_CODES(X) \
	X(row_broken,         true,  "这一行不是完整的表格行",             "the line is no row of a table") \
	X(text_broken,        true,  "有不能识别的字",                     "characters that cannot be read") \
	X(plate_missing,      true,  "没有号牌号码",                       "no plate") \
	X(plate_bad,          true,  "号牌号码写法不对",                   "this is no plate") \
	X(plate_twice,        true,  "同一号牌在文件中已经出现",           "the plate stands in the file before") \
	X(plate_taken,        true,  "号牌已在另一辆车上",                 "the plate is on another bike") \
	X(plate_differs,      true,  "登记中这辆车是另一号牌，请在窗口换牌", "the bike has another plate; replace it at the counter") \
	X(tag_missing,        true,  "没有防盗标签号",                     "no tag") \
	X(tag_bad,            true,  "标签号写法不对",                     "this is no tag") \
	X(tag_twice,          true,  "同一标签在文件中已经出现",           "the tag stands in the file before") \
	X(tag_taken,          true,  "标签已装在另一辆车上",               "the tag is on another bike") \
	X(tag_differs,        true,  "登记中这辆车是另一标签，请在窗口换标签", "the bike has another tag; replace it at the counter") \
	X(frame_taken,        true,  "车架号已登记在另一辆车上",           "the frame number is on another bike") \
	X(motor_taken,        true,  "电机号已登记在另一辆车上",           "the motor number is on another bike") \
	X(vehicle_taken,      true,  "整车编码已登记在另一辆车上",         "the vehicle code is on another bike") \
	X(number_twice,       true,  "同一号码在文件中已经出现",           "the number stands in the file before") \
	X(number_bad,         true,  "号码太长或不能识别",                 "the number is too long or cannot be read") \
	X(name_missing,       true,  "没有车主姓名",                       "no owner's name") \
	X(id_kind_bad,        true,  "证件类型不认识，或与车主类型不符",   "the kind of document is not known, or not the owner's") \
	X(id_bad,             true,  "证件号码不对（位数、地区、日期或校验码）", "the document's number is wrong") \
	X(owner_name_differs, true,  "这个证件号码登记的是另一姓名",       "the document is registered under another name") \
	X(owner_differs,      true,  "登记中的车主是另一人，请在窗口过户", "the bike is another person's; transfer it at the counter") \
	X(kind_bad,           true,  "号牌种类不认识",                     "the kind of plate is not known") \
	X(ends_missing,       true,  "临时号牌没有有效期",                 "a temporary plate has a day on which it ends") \
	X(too_long,           true,  "文字太长",                           "the text is too long") \
	X(placeholder,        false, "写的是“无”一类的字，按没有号码登记", "no number; taken as none") \
	X(number_short,       false, "号码不足四位，请核对",               "fewer than four characters; check it") \
	X(look_alike,         false, "与另一号码很相似，请核对",           "looks like another number; check it") \
	X(phone_bad,          false, "电话号码不对，没有登记",             "no phone number; left out") \
	X(date_bad,           false, "日期不对，没有登记",                 "no date; left out") \
	X(price_bad,          false, "价格不对，没有登记",                 "no price; left out") \
	X(use_bad,            false, "使用性质不认识，按自用登记",         "the use is not known; taken as own") \
	X(district_bad,       false, "行政区划代码不对，没有登记",         "no district code; left out") \
	X(site_unknown,       false, "没有这个上牌点，没有登记",           "no such point; left out") \
	X(flag_unknown,       false, "车辆状态不认识，没有登记",           "the status is not known; left out") \
	X(kept,               false, "登记后有人更正过，保留登记中的内容", "corrected since; the register's value was kept")

/* code, Chinese, English: why a file is not taken at all, and what to do. {columns}: those that are missing. The console has its own words for them (imports.fault). */
#define IMPORT_FAULTS(X) \
	X(empty,     "文件是空的，请检查是否选错了文件。", \
	             "the file is empty: is it the right one?") \
	X(rows,      "第一行下面没有数据，请填好后再导入。", \
	             "there is nothing below the first line: fill it in") \
	X(columns,   "第一行缺少这些栏目：{columns}。请按 docs/import.md 或空白模板改好第一行的栏目名称。", \
	             "the first line lacks these columns: {columns}. Put their names into it (docs/import.md, or the empty table)") \
	X(separator, "栏目之间不是用英文逗号分隔的。请另存为“CSV UTF-8（逗号分隔）”。", \
	             "the columns are not divided by commas: save the table as 'CSV UTF-8 (comma delimited)'") \
	X(encoding,  "按所选的文字编码读不出第一行。请改用自动识别，或另存为“CSV UTF-8（逗号分隔）”。", \
	             "the first line cannot be read in this encoding: leave the encoding to the program, or save as 'CSV UTF-8 (comma delimited)'") \
	X(quote,     "第一行的引号不成对。请用表格软件打开，另存为“CSV UTF-8（逗号分隔）”。", \
	             "a quote in the first line is not closed: open the file as a table and save it as 'CSV UTF-8 (comma delimited)'") \
	X(many,      "第一行超过 64 栏。请删去不用的栏目。", \
	             "the first line has more than 64 columns: remove those that are not needed") \
	X(long_line, "第一行超过 64 KB，这不是表格的栏目行。请检查文件。", \
	             "the first line is longer than 64 KiB: it holds no names of columns") \
	X(xlsx,      "这是 Excel 工作簿（.xlsx），不是 CSV。请在 Excel 中另存为“CSV UTF-8（逗号分隔）”，再选那个文件。", \
	             "this is an Excel workbook (.xlsx), not CSV: save it in Excel as 'CSV UTF-8 (comma delimited)' and choose that file") \
	X(xls,       "这是旧版 Excel 工作簿（.xls），不是 CSV。请在 Excel 中另存为“CSV UTF-8（逗号分隔）”，再选那个文件。", \
	             "this is an old Excel workbook (.xls), not CSV: save it in Excel as 'CSV UTF-8 (comma delimited)' and choose that file") \
	X(utf16,     "这是“Unicode 文本”（UTF-16）。请另存为“CSV UTF-8（逗号分隔）”，再选那个文件。", \
	             "this is 'Unicode text' (UTF-16): save it as 'CSV UTF-8 (comma delimited)' and choose that file") \
	X(binary,    "这不是文本文件。请把表格另存为“CSV UTF-8（逗号分隔）”，再选那个文件。", \
	             "this is no text file: save the table as 'CSV UTF-8 (comma delimited)' and choose that file")
